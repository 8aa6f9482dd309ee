package lookup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"tusou/internal/picture"
)

// sourceError is a picture whose bytes could not be had.
type sourceError struct {
	address bool // it was a web address, else a file
	err     error
}

func (e *sourceError) Error() string { return fmt.Sprintf("picture: %v", e.err) }

func (e *sourceError) Unwrap() error { return e.err }

// bytesOf gives the bytes of a picture that the command line names.
func (l *Lookup) bytesOf(ctx context.Context, name string) (data []byte, err error) {
	switch {
	case name == input:
		data, err = l.input()
	case isAddress(name):
		if data, err = l.fetcher.Fetch(ctx, name); err != nil {
			return nil, &sourceError{address: true, err: err}
		}
	default:
		data, err = readFile(name)
	}
	if err != nil {
		return nil, &sourceError{err: err}
	}
	return data, nil
}

// readFile reads a file, a pipe too. One byte more than a picture may have
// tells that it has too many.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, syscall.EISDIR
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := readPicture(f)
	return data, errors.Join(err, f.Close())
}

func readPicture(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, picture.DefaultMaxBytes+1))
}
