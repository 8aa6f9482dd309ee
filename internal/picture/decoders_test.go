package picture

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNoMorePicturesAreDecodedAtOnceThanThereAreDecoders(t *testing.T) {
	var small bytes.Buffer
	require.NoError(t, jpeg.Encode(&small, image.NewGray(image.Rect(0, 0, 20, 20)), nil))
	p, err := New(Config{Decoders: 3, MaxPixels: 30_000})
	require.NoError(t, err)
	prepare := func(patience time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		_, err := p.Prepare(ctx, small.Bytes())
		return err
	}
	// What small pictures take that are being decoded.
	for range 2 {
		require.True(t, p.room.TryAcquire(p.share))
	}
	require.NoError(t, prepare(time.Minute), "the third")
	require.True(t, p.room.TryAcquire(p.share))
	require.ErrorIs(t, prepare(50*time.Millisecond), context.DeadlineExceeded, "a fourth waits")
	p.room.Release(p.share)
	require.NoError(t, prepare(time.Minute))
	p.room.Release(2 * p.share)

	// A large one takes the room of all.
	require.True(t, p.room.TryAcquire(weightTogether))
	assert.ErrorIs(t, prepare(50*time.Millisecond), context.DeadlineExceeded)
}
