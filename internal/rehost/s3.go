package rehost

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"tusou/internal/secret"
)

// presignedFor is how long a presigned address is good: one search needs it for
// seconds, a retried one for minutes.
const presignedFor = time.Hour

// S3Config configures the S3 store.
type S3Config struct {
	Endpoint  string        // TUSOU_S3_ENDPOINT: https://host, http://host:port, or a host alone
	Bucket    string        // TUSOU_S3_BUCKET; it must exist
	Region    string        // TUSOU_S3_REGION; empty: told by the endpoint where it does (vendors.go), else asked of the server
	AccessKey secret.Text   // TUSOU_S3_ACCESS_KEY
	SecretKey secret.Text   // TUSOU_S3_SECRET_KEY
	Lookup    string        // TUSOU_S3_LOOKUP: auto, path or dns; empty: auto
	PublicURL string        // TUSOU_S3_PUBLIC_URL: where the internet reaches the bucket; empty: presigned addresses
	TTL       time.Duration // TUSOU_IMAGE_TTL: how long a picture is kept
}

// Validate gives every mistake at once, by the names of the settings.
func (c S3Config) Validate() error {
	var mistakes []error
	if _, _, err := c.endpoint(); err != nil {
		mistakes = append(mistakes, err)
	}
	for _, required := range []struct {
		variable string
		missing  bool
	}{
		{"TUSOU_S3_BUCKET", c.Bucket == ""},
		{"TUSOU_S3_ACCESS_KEY", c.AccessKey.IsZero()},
		{"TUSOU_S3_SECRET_KEY", c.SecretKey.IsZero()},
	} {
		if required.missing {
			mistakes = append(mistakes, fmt.Errorf("%s must be set", required.variable))
		}
	}
	if _, ok := lookups()[orElse(c.Lookup, "auto")]; !ok {
		mistakes = append(mistakes, errors.New("TUSOU_S3_LOOKUP must be auto, path or dns"))
	}
	if c.PublicURL != "" {
		mistakes = append(mistakes, checkURL("TUSOU_S3_PUBLIC_URL", c.PublicURL))
	}
	return errors.Join(append(mistakes, checkTTL(c.TTL))...)
}

// endpoint gives the server's host and whether it is spoken to by TLS.
func (c S3Config) endpoint() (host string, secure bool, err error) {
	address := c.Endpoint
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if err := checkURL("TUSOU_S3_ENDPOINT", address); err != nil {
		return "", false, err
	}
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") != "" {
		return "", false, errors.New("TUSOU_S3_ENDPOINT must have no path")
	}
	return u.Host, u.Scheme == "https", nil
}

func lookups() map[string]minio.BucketLookupType {
	return map[string]minio.BucketLookupType{
		"auto": minio.BucketLookupAuto,
		"path": minio.BucketLookupPath,
		"dns":  minio.BucketLookupDNS,
	}
}

// S3 keeps pictures in a bucket. It is safe for concurrent use.
type S3 struct {
	cfg    S3Config
	client *minio.Client
	close  func()
	now    func() time.Time
}

// NewS3 gives the store; it does not ask the server for anything yet.
func NewS3(cfg S3Config) (*S3, error) {
	transport, err := minio.DefaultTransport(true) // plain HTTP goes over it as well
	if err != nil {
		return nil, fmt.Errorf("s3 image store: %w", err)
	}
	return newS3(cfg, transport, transport.CloseIdleConnections)
}

func newS3(cfg S3Config, transport http.RoundTripper, closeIdle func()) (*S3, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("s3 image store: %w", err)
	}
	host, secure, err := cfg.endpoint()
	if err != nil {
		return nil, fmt.Errorf("s3 image store: %w", err)
	}
	options := &minio.Options{
		Creds:        credentials.NewStaticV4(cfg.AccessKey.Reveal(), cfg.SecretKey.Reveal(), ""),
		Secure:       secure,
		Region:       cfg.Region,
		BucketLookup: lookups()[orElse(cfg.Lookup, "auto")],
		Transport:    transport,
		MaxRetries:   1, // whoever calls repeats
	}
	if v, known := vendorOf(host); known {
		options.Region = orElse(cfg.Region, v.region)
		if options.BucketLookup == minio.BucketLookupAuto {
			options.BucketLookup = v.lookup
		}
	}
	client, err := minio.New(host, options)
	if err != nil {
		return nil, fmt.Errorf("s3 image store: %w", err)
	}
	return &S3{cfg: cfg, client: client, close: closeIdle, now: time.Now}, nil
}

// Close lets go of idle connections.
func (s *S3) Close() { s.close() }

// Put stores a picture and gives its public address, or, without a public URL,
// one that is good for an hour.
func (s *S3) Put(ctx context.Context, jpeg []byte) (string, error) {
	file := newName() + extension
	key := pathPrefix + file
	_, err := s.client.PutObject(ctx, s.cfg.Bucket, key, bytes.NewReader(jpeg), int64(len(jpeg)), minio.PutObjectOptions{
		ContentType:  contentType,
		CacheControl: cacheControl(s.cfg.TTL),
		// Without this the body is sent in signed pieces over plain HTTP, a
		// form that several stores besides Amazon's refuse. The MD5 sum guards
		// it instead.
		DisableContentSha256: true,
		SendContentMd5:       true,
	})
	if err != nil {
		return "", fmt.Errorf("put picture: %w", s3Error(err))
	}
	if s.cfg.PublicURL != "" {
		return publicAddress(s.cfg.PublicURL, file), nil
	}
	u, err := s.client.PresignedGetObject(ctx, s.cfg.Bucket, key, presignedFor, nil)
	if err != nil {
		return "", fmt.Errorf("put picture: presign: %w", s3Error(err))
	}
	return u.String(), nil
}

// Usable says whether the bucket answers to the keys.
func (s *S3) Usable(ctx context.Context) error {
	ok, err := s.client.BucketExists(ctx, s.cfg.Bucket)
	if err == nil && !ok {
		err = errors.New("the bucket does not exist")
	}
	if err != nil {
		return fmt.Errorf("probe image store: %w", s3Error(err))
	}
	return nil
}

// Sweep removes the pictures that are older than the time to live. It goes on
// after one that cannot be removed, and touches nothing outside images/.
func (s *S3) Sweep(ctx context.Context) error {
	var kept []error
	for object := range s.client.ListObjectsIter(ctx, s.cfg.Bucket, minio.ListObjectsOptions{Prefix: pathPrefix, Recursive: true}) {
		if object.Err != nil {
			kept = append(kept, s3Error(object.Err))
			break
		}
		if object.LastModified.Add(s.cfg.TTL).After(s.now()) {
			continue
		}
		if err := s.client.RemoveObject(ctx, s.cfg.Bucket, object.Key, minio.RemoveObjectOptions{}); err != nil {
			kept = append(kept, s3Error(err))
		}
	}
	// The list of an ended ctx is an empty one without an error.
	if err := errors.Join(append(kept, ctx.Err())...); err != nil {
		return fmt.Errorf("sweep image store: %w", err)
	}
	return nil
}

// s3Error adds what the server's own text leaves out, and takes the address,
// which may hold a signature, out of the client's.
func s3Error(err error) error {
	var response minio.ErrorResponse
	if errors.As(err, &response) {
		return fmt.Errorf("HTTP %d %s: %w", response.StatusCode, response.Code, err)
	}
	var request *url.Error
	if errors.As(err, &request) {
		return request.Err
	}
	return err
}
