package lookup

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"tusou/internal/app"
)

// removeTime bounds the removal of one picture.
const removeTime = 10 * time.Second

// storeError is a picture that could not be put where the gateway can fetch it.
type storeError struct {
	detail string // in words for people; "" where err says it
	err    error
}

func (e *storeError) Error() string { return "store picture: " + e.err.Error() }

func (e *storeError) Unwrap() error { return e.err }

// shelf puts pictures where the gateway can fetch them, and takes them away in
// the end.
type shelf struct {
	images  *app.Images
	serving *app.Serving
	refused *storeError // why nothing can be served; nil if it can

	mu  sync.Mutex
	put []string
}

// address stores a picture and gives its public address.
func (s *shelf) address(ctx context.Context, jpeg []byte, unserved string) (string, error) {
	if s.refused != nil {
		return "", s.refused
	}
	address, err := s.images.Put(ctx, jpeg)
	if err != nil {
		return "", &storeError{err: err}
	}
	s.mu.Lock()
	s.put = append(s.put, address)
	s.mu.Unlock()
	if !s.images.OnDisk() || s.serving.Own() {
		return address, nil
	}
	// Another process listens where the pictures are to be served. If it is not
	// a tusou on this directory the gateway's own words would tell nothing.
	got, err := s.serving.Fetch(ctx, address)
	switch {
	case err != nil:
		return "", &storeError{detail: unserved, err: err}
	case !bytes.Equal(got, jpeg):
		return "", &storeError{detail: unserved, err: errors.New("another picture is served")}
	}
	return address, nil
}

// clear removes what was put, and ends the serving.
func (s *shelf) clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, address := range s.put {
		ctx, cancel := context.WithTimeout(context.Background(), removeTime)
		errs = append(errs, s.images.Remove(ctx, address))
		cancel()
	}
	s.put = nil
	if s.serving != nil {
		errs = append(errs, s.serving.Stop())
	}
	s.images.Close()
	return errors.Join(errs...)
}
