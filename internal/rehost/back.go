package rehost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
)

// maxRead bounds what is read back of a picture, in bytes; package picture
// makes none of more than 3 MB.
const maxRead = 8 << 20

// ErrNotStored means an address that is none of the store's pictures, or whose
// picture is gone.
var ErrNotStored = errors.New("no stored picture has this address")

// fileOf gives the file's name in an address that Put gave.
func fileOf(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", ErrNotStored
	}
	at := strings.LastIndexByte(u.Path, '/') + 1
	if folder, file := u.Path[:at], u.Path[at:]; strings.HasSuffix(folder, "/"+pathPrefix) && namePattern().MatchString(file) {
		return file, nil
	}
	return "", ErrNotStored
}

// Read gives a picture back as it was put, from the folder itself.
func (d *Disk) Read(ctx context.Context, address string) ([]byte, error) {
	file, err := fileOf(address)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	f, err := os.Open(d.path(file))
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNotStored
	}
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	return readAll(f)
}

// Remove takes a picture away before its time; one that is gone is no error.
func (d *Disk) Remove(ctx context.Context, address string) error {
	file, err := fileOf(address)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = os.Remove(d.path(file))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove picture: %w", err)
	}
	return nil
}

// Read gives a picture back as it was put, by the store's own interface and not
// by its public address.
func (s *S3) Read(ctx context.Context, address string) ([]byte, error) {
	file, err := fileOf(address)
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	object, err := s.client.GetObject(ctx, s.cfg.Bucket, pathPrefix+file, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", s3Error(err))
	}
	defer func() { _ = object.Close() }() // only read
	data, err := readAll(object)
	if err != nil {
		var response minio.ErrorResponse
		if errors.As(err, &response) && response.Code == "NoSuchKey" {
			return nil, fmt.Errorf("read picture: %w", ErrNotStored)
		}
		return nil, fmt.Errorf("read picture: %w", s3Error(err))
	}
	return data, nil
}

// Remove takes a picture away before its time; one that is gone is no error.
func (s *S3) Remove(ctx context.Context, address string) error {
	file, err := fileOf(address)
	if err != nil {
		return fmt.Errorf("remove picture: %w", err)
	}
	if err := s.client.RemoveObject(ctx, s.cfg.Bucket, pathPrefix+file, minio.RemoveObjectOptions{}); err != nil {
		return fmt.Errorf("remove picture: %w", s3Error(err))
	}
	return nil
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxRead+1))
	if err == nil && len(data) > maxRead {
		err = errors.New("larger than any picture of ours")
	}
	return data, err
}
