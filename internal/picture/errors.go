package picture

import "errors"

// The reasons why a picture is refused. All but ErrTimeout are final: the same
// bytes will be refused again.
var (
	// ErrNotPicture means that the bytes are no picture of any known format.
	ErrNotPicture = errors.New("not a picture")
	// ErrUnsupported means a picture in a format, or a variant of one, that
	// cannot be read; errors.As to *UnsupportedError gives its name.
	ErrUnsupported = errors.New("unsupported picture format")
	// ErrCorrupt means a picture that is damaged or cut off.
	ErrCorrupt = errors.New("corrupt picture")
	// ErrTooSmall means a side of less than MinSide pixels.
	ErrTooSmall = errors.New("picture is too small")
	// ErrTooLarge means more than Config.MaxBytes bytes.
	ErrTooLarge = errors.New("picture has too many bytes")
	// ErrTooManyPixels means more than Config.MaxPixels pixels.
	ErrTooManyPixels = errors.New("picture has too many pixels")
	// ErrTimeout means that decoding took longer than Config.Timeout.
	ErrTimeout = errors.New("picture took too long to decode")
)

// UnsupportedError is an ErrUnsupported that knows the format's name.
type UnsupportedError struct {
	Format string // as people write it: HEIC, AVIF, SVG …
}

// Error gives the log's text.
func (e *UnsupportedError) Error() string { return ErrUnsupported.Error() + ": " + e.Format }

// Is makes errors.Is(err, ErrUnsupported) true.
func (e *UnsupportedError) Is(target error) bool { return target == ErrUnsupported }
