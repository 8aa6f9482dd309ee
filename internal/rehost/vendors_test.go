package rehost

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/secret"
)

// asked notes where requests go, and answers each as a store does that takes
// them.
type asked struct {
	mu       sync.Mutex
	requests []*http.Request
}

func (a *asked) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = append(a.requests, r)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Etag": {`"x"`}}, Body: http.NoBody, Request: r}, nil
}

func TestEveryVendorIsAskedInItsOwnForm(t *testing.T) {
	for _, c := range []struct {
		name, endpoint, region, lookup, bucket string
		host, path                             string // of the picture's address
		signedFor                              string
	}{
		{"Aliyun OSS", "https://oss-cn-hangzhou.aliyuncs.com", "", "auto", "tusou",
			"tusou.oss-cn-hangzhou.aliyuncs.com", "/images/", "oss-cn-hangzhou"},
		{"Aliyun OSS from inside", "oss-cn-shenzhen-internal.aliyuncs.com", "", "", "tusou",
			"tusou.oss-cn-shenzhen-internal.aliyuncs.com", "/images/", "oss-cn-shenzhen"},
		{"Aliyun OSS in the form of S3", "s3.oss-cn-hangzhou.aliyuncs.com", "", "auto", "tusou",
			"tusou.s3.oss-cn-hangzhou.aliyuncs.com", "/images/", "oss-cn-hangzhou"},
		{"Aliyun OSS with its region", "oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou", "dns", "tusou",
			"tusou.oss-cn-hangzhou.aliyuncs.com", "/images/", "cn-hangzhou"},
		{"Tencent COS", "https://cos.ap-guangzhou.myqcloud.com", "", "auto", "tusou-1250000000",
			"tusou-1250000000.cos.ap-guangzhou.myqcloud.com", "/images/", "ap-guangzhou"},
		{"Tencent COS as an older bucket may", "cos.ap-guangzhou.myqcloud.com", "ap-guangzhou", "path", "tusou-1250000000",
			"cos.ap-guangzhou.myqcloud.com", "/tusou-1250000000/images/", "ap-guangzhou"},
		{"Cloudflare R2", "https://0123456789abcdef.r2.cloudflarestorage.com", "", "auto", "tusou",
			"0123456789abcdef.r2.cloudflarestorage.com", "/tusou/images/", "auto"},
		{"MinIO", "http://127.0.0.1:9000", "us-east-1", "auto", "tusou",
			"127.0.0.1:9000", "/tusou/images/", "us-east-1"},
		{"MinIO with names", "https://minio.example:9000", "us-east-1", "dns", "tusou",
			"tusou.minio.example:9000", "/images/", "us-east-1"},
		{"Amazon S3", "s3.eu-central-1.amazonaws.com", "eu-central-1", "auto", "tusou",
			"tusou.s3.dualstack.eu-central-1.amazonaws.com", "/images/", "eu-central-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			seen := &asked{}
			s, err := newS3(S3Config{
				Endpoint: c.endpoint, Bucket: c.bucket, Region: c.region, Lookup: c.lookup,
				AccessKey: secret.New("access"), SecretKey: secret.New("secret"), TTL: ttl,
			}, seen, func() {})
			require.NoError(t, err)
			address, err := s.Put(t.Context(), someJPEG())
			require.NoError(t, err)

			u, err := url.Parse(address)
			require.NoError(t, err)
			assert.Equal(t, c.host, u.Host)
			assert.Regexp(t, "^"+c.path+`[a-z2-7]{26}\.jpg$`, u.Path)
			assert.Contains(t, u.Query().Get("X-Amz-Credential"), "/"+c.signedFor+"/s3/")
			assert.Equal(t, !strings.HasPrefix(c.endpoint, "http://"), u.Scheme == "https")

			require.Len(t, seen.requests, 1, "no request for the region")
			put := seen.requests[0]
			assert.Equal(t, http.MethodPut, put.Method)
			assert.Equal(t, u.Host+u.Path, put.URL.Host+put.URL.Path, "what is put is what is read")
			assert.Equal(t, "image/jpeg", put.Header.Get("Content-Type"))
			assert.Equal(t, int64(len(someJPEG())), put.ContentLength)
			assert.NotContains(t, put.Header.Get("X-Amz-Content-Sha256"), "STREAMING", "several vendors refuse signed pieces")
		})
	}
}

func TestAPublicAddressIsThatOfTheSettingWhateverTheVendor(t *testing.T) {
	for endpoint, public := range map[string]string{
		"oss-cn-hangzhou.aliyuncs.com":        "https://img.example.com",
		"cos.ap-guangzhou.myqcloud.com":       "https://tusou-1250000000.file.myqcloud.com/",
		"abc.r2.cloudflarestorage.com":        "https://pub-0123.r2.dev",
		"https://minio.example:9000":          "https://minio.example:9000/tusou",
		"https://oss-cn-beijing.aliyuncs.com": "https://cdn.example.com/pictures/",
	} {
		s, err := newS3(S3Config{
			Endpoint: endpoint, Bucket: "tusou", Region: "r", AccessKey: secret.New("a"), SecretKey: secret.New("s"), PublicURL: public, TTL: ttl,
		}, &asked{}, func() {})
		require.NoError(t, err)
		address, err := s.Put(t.Context(), someJPEG())
		require.NoError(t, err)
		assert.Regexp(t, "^"+strings.TrimRight(public, "/")+`/images/[a-z2-7]{26}\.jpg$`, address)
	}
}
