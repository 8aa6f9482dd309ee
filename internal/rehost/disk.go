package rehost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

const (
	tempPrefix = "put-"
	// tempAge is when the temporary file of a Put counts as left behind by a
	// crash.
	tempAge = time.Hour
	// probeBytes is what Usable writes: a block of most file systems.
	probeBytes = 4096
)

// DiskConfig configures the disk store.
type DiskConfig struct {
	Dir       string        // TUSOU_DATA_DIR's folder for pictures; made if missing, used for nothing else
	PublicURL string        // TUSOU_PUBLIC_URL: where the internet reaches Handler
	TTL       time.Duration // TUSOU_IMAGE_TTL: how long a picture is kept
}

// Validate gives every mistake at once, by the names of the settings.
func (c DiskConfig) Validate() error {
	var dir error
	if c.Dir == "" {
		dir = errors.New("TUSOU_DATA_DIR must be set")
	}
	return errors.Join(dir, checkURL("TUSOU_PUBLIC_URL", c.PublicURL), checkTTL(c.TTL))
}

// Disk keeps pictures in a folder. It is safe for concurrent use.
type Disk struct {
	cfg  DiskConfig
	name *regexp.Regexp
	now  func() time.Time
	// create opens a new file in a folder, under a name of its own.
	create func(dir string) (tempFile, error)
}

// tempFile is what is needed of an *os.File that is written.
type tempFile interface {
	io.WriteCloser
	Sync() error
	Name() string
}

func createTemp(dir string) (tempFile, error) { return os.CreateTemp(dir, tempPrefix) }

// NewDisk makes the folder and gives the store on it.
func NewDisk(cfg DiskConfig) (*Disk, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("disk image store: %w", err)
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("disk image store: %w", err)
	}
	return &Disk{cfg: cfg, name: namePattern(), now: time.Now, create: createTemp}, nil
}

// Put stores a picture and gives its public address. When it returns, the
// picture is on disk whole; a crash before leaves nothing under the address.
// A full disk is ErrFull.
func (d *Disk) Put(ctx context.Context, jpeg []byte) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("put picture: %w", err)
	}
	file := newName() + extension
	if err := d.write(d.path(file), jpeg); err != nil {
		return "", fmt.Errorf("put picture: %w", diskError(err))
	}
	return publicAddress(d.cfg.PublicURL, file), nil
}

// path spreads the files over a thousand folders.
func (d *Disk) path(file string) string {
	return filepath.Join(d.cfg.Dir, file[:2], file)
}

func (d *Disk) write(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := d.writeTemp(dir, data)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncDir(dir)
}

// writeTemp writes a temporary file to the disk's own memory, and leaves none
// when it fails.
func (d *Disk) writeTemp(dir string, data []byte) (name string, err error) {
	f, err := d.create(dir)
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// syncDir makes a rename last through a power failure.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// Usable says whether the store takes pictures, by writing a file and removing
// it.
func (d *Disk) Usable(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("probe image store: %w", err)
	}
	temp, err := d.writeTemp(d.cfg.Dir, make([]byte, probeBytes))
	if err == nil {
		err = os.Remove(temp)
	}
	if err != nil {
		return fmt.Errorf("probe image store: %w", diskError(err))
	}
	return nil
}

// Sweep removes the pictures that are older than the time to live, and what
// crashes left behind. It goes on after a file that cannot be removed, and
// touches no file that the store did not write.
func (d *Disk) Sweep(ctx context.Context) error {
	var kept []error
	err := filepath.WalkDir(d.cfg.Dir, func(path string, e fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && e.Type().IsRegular() {
			err = d.sweepFile(path, e)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			kept = append(kept, err)
		}
		return nil
	})
	if err = errors.Join(append(kept, err)...); err != nil {
		return fmt.Errorf("sweep image store: %w", err)
	}
	return nil
}

func (d *Disk) sweepFile(path string, e fs.DirEntry) error {
	info, err := e.Info()
	if err != nil {
		return err
	}
	switch {
	case d.name.MatchString(e.Name()) && d.left(info) <= 0,
		strings.HasPrefix(e.Name(), tempPrefix) && d.now().Sub(info.ModTime()) > tempAge:
		return os.Remove(path)
	}
	return nil
}

// left is how long a picture is still to be kept.
func (d *Disk) left(info fs.FileInfo) time.Duration {
	return info.ModTime().Add(d.cfg.TTL).Sub(d.now())
}
