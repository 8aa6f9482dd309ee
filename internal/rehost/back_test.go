package rehost

import (
	"context"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// takesBack is what both stores can do besides.
type takesBack interface {
	stores
	Read(ctx context.Context, address string) ([]byte, error)
	Remove(ctx context.Context, address string) error
}

func TestAPictureCanBeReadBackAndTakenAway(t *testing.T) {
	disk, _ := newDisk(t)
	public := fakeS3(t)
	public.PublicURL = public.Endpoint + "/pictures"
	all := map[string]takesBack{
		"disk": disk, "S3 with presigned addresses": openS3(t, fakeS3(t)), "S3 with a public address": openS3(t, public),
	}
	if os.Getenv("TUSOU_TEST_S3") != "" {
		all["a real S3 server"] = openS3(t, realS3(t))
	}
	for name, store := range all {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			address, err := store.Put(ctx, someJPEG())
			require.NoError(t, err)
			kept, err := store.Put(ctx, someJPEG())
			require.NoError(t, err)
			data, err := store.Read(ctx, address)
			require.NoError(t, err)
			assert.Equal(t, someJPEG(), data)

			require.NoError(t, store.Remove(ctx, address))
			_, err = store.Read(ctx, address)
			require.ErrorIs(t, err, ErrNotStored)
			assert.NotContains(t, err.Error(), "images/")
			require.NoError(t, store.Remove(ctx, address), "gone is gone")
			response, _ := get(t, http.MethodGet, kept, nil)
			assert.Equal(t, http.StatusOK, response.StatusCode, "others stay")

			for _, other := range []string{"", "::", "https://e.com/", "https://e.com/images/../../etc/passwd", "https://e.com/images/a.jpg", "https://e.com/other/aaaaaaaaaaaaaaaaaaaaaaaaaa.jpg"} {
				_, err := store.Read(ctx, other)
				require.ErrorIs(t, err, ErrNotStored, other)
				require.ErrorIs(t, store.Remove(ctx, other), ErrNotStored, other)
			}
			ended, cancel := context.WithCancel(ctx)
			cancel()
			_, err = store.Read(ended, kept)
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, store.Remove(ended, kept), context.Canceled)
		})
	}
}
