package rehost

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const ttl = 48 * time.Hour

// someJPEG is enough of one for a store, which does not look inside.
func someJPEG() []byte { return []byte("\xff\xd8\xff\xe0 a picture \xff\xd9") }

// stores are what both stores have in common.
type stores interface {
	Put(ctx context.Context, jpeg []byte) (string, error)
	Usable(ctx context.Context) error
	Sweep(ctx context.Context) error
}

// contract is the test that every store passes. later makes a store that lives
// at a later time.
func contract(t *testing.T, store stores, later func(time.Duration) stores) {
	ctx := t.Context()
	require.NoError(t, store.Usable(ctx))

	first, err := store.Put(ctx, someJPEG())
	require.NoError(t, err)
	second, err := store.Put(ctx, someJPEG())
	require.NoError(t, err)
	assert.NotEqual(t, path(t, first), path(t, second), "every address is new")

	response, body := get(t, http.MethodGet, first, nil)
	require.Equal(t, http.StatusOK, response.StatusCode)
	assert.Equal(t, someJPEG(), body)
	assert.Equal(t, "image/jpeg", response.Header.Get("Content-Type"))
	assert.Equal(t, int64(len(someJPEG())), response.ContentLength)

	require.NoError(t, later(ttl-time.Hour).Sweep(ctx))
	response, _ = get(t, http.MethodGet, second, nil)
	assert.Equal(t, http.StatusOK, response.StatusCode, "before its time is over a picture stays")

	require.NoError(t, later(ttl+time.Hour).Sweep(ctx))
	for _, address := range []string{first, second} {
		response, _ = get(t, http.MethodGet, address, nil)
		assert.Equal(t, http.StatusNotFound, response.StatusCode, "then it is gone")
	}

	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = store.Put(ended, someJPEG())
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, store.Usable(ended), context.Canceled)
	require.ErrorIs(t, store.Sweep(ended), context.Canceled)
}

func path(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	assert.Regexp(t, `/images/[a-z2-7]{26}\.jpg$`, u.Path)
	return u.Path
}

// answer is what a server said.
type answer struct {
	StatusCode    int
	Header        http.Header
	ContentLength int64
}

func get(t *testing.T, method, address string, header http.Header) (answer, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	require.NoError(t, err)
	for name, values := range header {
		request.Header[name] = values
	}
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return answer{response.StatusCode, response.Header, response.ContentLength}, body
}

func TestDiskKeepsTheContract(t *testing.T) {
	d, _ := newDisk(t)
	contract(t, d, func(by time.Duration) stores {
		later := *d
		later.now = func() time.Time { return time.Now().Add(by) }
		return &later
	})
}

// laterS3 moves a store's clock.
func laterS3(s *S3) func(time.Duration) stores {
	return func(by time.Duration) stores {
		later := *s
		later.now = func() time.Time { return time.Now().Add(by) }
		return &later
	}
}

func fakeS3(t *testing.T) S3Config {
	t.Helper()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("pictures"))
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	return S3Config{
		Endpoint: server.URL, Bucket: "pictures", Region: "us-east-1", Lookup: "path",
		AccessKey: secret.New("access"), SecretKey: secret.New("secret-canary"), TTL: ttl,
	}
}

func openS3(t *testing.T, cfg S3Config) *S3 {
	t.Helper()
	s, err := NewS3(cfg)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func TestS3KeepsTheContract(t *testing.T) {
	t.Run("with presigned addresses", func(t *testing.T) {
		s := openS3(t, fakeS3(t))
		contract(t, s, laterS3(s))
	})
	t.Run("with a public address", func(t *testing.T) {
		cfg := fakeS3(t)
		cfg.PublicURL = cfg.Endpoint + "/pictures/"
		s := openS3(t, cfg)
		contract(t, s, laterS3(s))
	})
}

// realS3 is the S3 server of TUSOU_TEST_S3, with the bucket made.
func realS3(t *testing.T) S3Config {
	t.Helper()
	u, err := url.Parse(os.Getenv("TUSOU_TEST_S3"))
	require.NoError(t, err)
	password, _ := u.User.Password()
	cfg := S3Config{
		Endpoint: u.Scheme + "://" + u.Host, Bucket: "tusou-test", Region: "us-east-1", Lookup: "path",
		AccessKey: secret.New(u.User.Username()), SecretKey: secret.New(password), TTL: ttl,
	}
	s := openS3(t, cfg)
	if err := s.Usable(t.Context()); err != nil {
		require.NoError(t, s.client.MakeBucket(t.Context(), cfg.Bucket, minio.MakeBucketOptions{}))
	}
	return cfg
}

func TestARealS3ServerKeepsTheContract(t *testing.T) {
	if os.Getenv("TUSOU_TEST_S3") == "" {
		t.Skip("Set TUSOU_TEST_S3 to the address of an S3 server, as http://ACCESS:SECRET@127.0.0.1:7070, to test with it; " +
			"one is had by go install github.com/versity/versitygw/cmd/versitygw@latest and started by " +
			"ROOT_ACCESS_KEY=ACCESS ROOT_SECRET_KEY=SECRET versitygw posix FOLDER.")
	}
	cfg := realS3(t)
	s := openS3(t, cfg)
	contract(t, s, laterS3(s))

	presigned, err := s.Put(t.Context(), someJPEG())
	require.NoError(t, err)
	response, _ := get(t, http.MethodGet, presigned, nil)
	assert.Equal(t, "public, max-age=172800, immutable", response.Header.Get("Cache-Control"))
	bare, _, _ := strings.Cut(presigned, "?")
	response, _ = get(t, http.MethodGet, bare, nil)
	assert.Equal(t, http.StatusForbidden, response.StatusCode, "without its signature the address opens nothing")

	t.Run("with a public address", func(t *testing.T) {
		cfg := cfg
		cfg.Bucket += "-public"
		cfg.PublicURL = cfg.Endpoint + "/" + cfg.Bucket
		s := openS3(t, cfg)
		if err := s.Usable(t.Context()); err != nil {
			require.NoError(t, s.client.MakeBucket(t.Context(), cfg.Bucket, minio.MakeBucketOptions{}))
		}
		require.NoError(t, s.client.SetBucketPolicy(t.Context(), cfg.Bucket,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::`+cfg.Bucket+`/images/*"}]}`))
		contract(t, s, laterS3(s))
		response, _ := get(t, http.MethodGet, cfg.PublicURL+"/?list-type=2", nil)
		assert.Equal(t, http.StatusForbidden, response.StatusCode, "nobody lists it")
	})

	cfg.SecretKey = secret.New("wrong")
	wrong := openS3(t, cfg)
	require.Error(t, wrong.Usable(t.Context()))
	_, err = wrong.Put(t.Context(), someJPEG())
	require.Error(t, err)
}

func TestPresignedAddressesLiveAnHour(t *testing.T) {
	s := openS3(t, fakeS3(t))
	address, err := s.Put(t.Context(), someJPEG())
	require.NoError(t, err)
	u, err := url.Parse(address)
	require.NoError(t, err)
	assert.Equal(t, "3600", u.Query().Get("X-Amz-Expires"))
	assert.NotContains(t, address, "secret-canary")
}

func TestS3ErrorsHoldNoAddressAndNoSecret(t *testing.T) {
	cfg := fakeS3(t)
	cfg.Bucket = "missing"
	s := openS3(t, cfg)
	_, err := s.Put(t.Context(), someJPEG())
	require.ErrorContains(t, err, "HTTP 404 NoSuchBucket")
	require.Error(t, s.Usable(t.Context()))

	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	cfg.Endpoint = server.URL
	s = openS3(t, cfg)
	_, err = s.Put(t.Context(), someJPEG())
	require.Error(t, err)
	for _, leak := range []string{"images/", "secret-canary", "X-Amz"} {
		assert.NotContains(t, err.Error(), leak)
	}
}

func TestMistakesNameTheirSettingsAndNotTheirValues(t *testing.T) {
	const canary = "canary"
	for _, c := range []struct {
		name  string
		err   error
		wants []string
	}{
		{"nothing, disk", DiskConfig{}.Validate(), []string{"TUSOU_DATA_DIR", "TUSOU_PUBLIC_URL", "TUSOU_IMAGE_TTL"}},
		{"nothing, S3", S3Config{}.Validate(), []string{"TUSOU_S3_ENDPOINT", "TUSOU_S3_BUCKET", "TUSOU_S3_ACCESS_KEY", "TUSOU_S3_SECRET_KEY", "TUSOU_IMAGE_TTL"}},
		{"no address", DiskConfig{Dir: canary, PublicURL: canary, TTL: ttl}.Validate(), []string{"TUSOU_PUBLIC_URL"}},
		{"an address with a password", DiskConfig{Dir: canary, PublicURL: "https://a:" + canary + "@b.example", TTL: ttl}.Validate(), []string{"TUSOU_PUBLIC_URL"}},
		{"an address with a query", DiskConfig{Dir: canary, PublicURL: "https://b.example?" + canary, TTL: ttl}.Validate(), []string{"TUSOU_PUBLIC_URL"}},
		{"no such lookup and a path", S3Config{
			Endpoint: "https://s3.example/" + canary, Bucket: canary, AccessKey: secret.New(canary), SecretKey: secret.New(canary),
			Lookup: canary, PublicURL: "ftp://" + canary, TTL: -1,
		}.Validate(), []string{"TUSOU_S3_ENDPOINT", "TUSOU_S3_LOOKUP", "TUSOU_S3_PUBLIC_URL", "TUSOU_IMAGE_TTL"}},
	} {
		require.Error(t, c.err, c.name)
		assert.Len(t, strings.Split(c.err.Error(), "\n"), len(c.wants), c.name)
		for _, want := range c.wants {
			assert.ErrorContains(t, c.err, want, c.name)
		}
		assert.NotContains(t, c.err.Error(), canary, c.name)
	}
	_, err := NewDisk(DiskConfig{})
	require.Error(t, err)
	_, err = NewS3(S3Config{})
	require.Error(t, err)
}

func TestEndpointsMayLeaveOutTheirScheme(t *testing.T) {
	for endpoint, want := range map[string]struct {
		host   string
		secure bool
	}{
		"oss-cn-hangzhou.aliyuncs.com": {"oss-cn-hangzhou.aliyuncs.com", true},
		"https://s3.example:9000/":     {"s3.example:9000", true},
		"http://127.0.0.1:7070":        {"127.0.0.1:7070", false},
	} {
		host, secure, err := S3Config{Endpoint: endpoint}.endpoint()
		require.NoError(t, err)
		assert.Equal(t, want.host, host)
		assert.Equal(t, want.secure, secure)
	}
}
