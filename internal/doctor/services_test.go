package doctor_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/doctor"
	"tusou/internal/lang"
	"tusou/internal/sandbox/gateway"
	"tusou/internal/store"
)

// only says that a check is the only one with a mark, and gives its finding.
func only(t *testing.T, f findings, check lang.Check, mark doctor.Mark) doctor.Finding {
	t.Helper()
	assert.Equal(t, []lang.Check{check}, f.marks(mark), f)
	return f[check]
}

// closedURL is an address at which nobody listens.
func closedURL() string {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

func TestTheGatewaysLine(t *testing.T) {
	elsewhere := httptest.NewServer(http.NotFoundHandler())
	defer elsewhere.Close()
	for name, test := range map[string]struct {
		change      func(w *world)
		mark        doctor.Mark
		found, mend string
	}{
		"another secret":       {func(w *world) { w.set("TUSOU_GATEWAY_APP_SECRET=canary-wrong") }, doctor.Wrong, "40103: 签名错误", "TUSOU_GATEWAY_APP_SECRET"},
		"another application":  {func(w *world) { w.set("TUSOU_GATEWAY_APP_ID=2") }, doctor.Wrong, "应用不存在", "TUSOU_GATEWAY_APP_ID"},
		"another 1688 account": {func(w *world) { w.set("TUSOU_GATEWAY_SELLER_NICK=b2b-2") }, doctor.Wrong, "1688账号未授权", "TUSOU_GATEWAY_SELLER_NICK"},
		"a clock refused":      {func(w *world) { w.gateway.Inject(gateway.Fault{Code: 1, Message: "时间戳已过期"}) }, doctor.Wrong, "时间戳已过期", "timedatectl"},
		"too many calls":       {func(w *world) { w.gateway.Inject(gateway.Fault{Code: 1, Message: "调用频率超限"}) }, doctor.Unknown, "调用频率超限", ""},
		"words of no meaning":  {func(w *world) { w.gateway.Inject(gateway.Fault{Code: 9, Message: "系统异常"}) }, doctor.Unknown, "9: 系统异常", ""},
		"an upstream refusal":  {func(w *world) { w.gateway.Inject(gateway.Fault{Failed: true, Message: "系统异常"}) }, doctor.Good, "系统异常", ""},
		"a secret said on": {func(w *world) {
			w.gateway.Inject(gateway.Fault{Code: 1, Message: "sign: " + gatewaySecret + "\n" + appSecret})
		}, doctor.Wrong, "sign: ••• •••", "TUSOU_GATEWAY_APP_SECRET"},
		"nobody there":       {func(w *world) { w.set("TUSOU_GATEWAY_URL=" + closedURL()) }, doctor.Wrong, "连接被拒绝", "TUSOU_GATEWAY_URL"},
		"something else":     {func(w *world) { w.set("TUSOU_GATEWAY_URL=" + elsewhere.URL) }, doctor.Wrong, "HTTP 404", "kf.fw199.com"},
		"no JSON":            {func(w *world) { w.gateway.Inject(gateway.Fault{Status: 200, Body: "<html>"}) }, doctor.Wrong, "HTTP 200", "kf.fw199.com"},
		"a gateway in need":  {func(w *world) { w.gateway.Inject(gateway.Fault{Status: 502, Body: "bad gateway"}) }, doctor.Unknown, "HTTP 502", ""},
		"a line that is cut": {func(w *world) { w.gateway.Inject(gateway.Fault{Hangup: true}) }, doctor.Wrong, "连不上", "TUSOU_GATEWAY_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			test.change(w)
			f := w.examine()
			if test.mark == doctor.Good {
				assert.Equal(t, doctor.Good, f[lang.CheckGateway].Mark)
			} else {
				only(t, f, lang.CheckGateway, test.mark)
			}
			assert.Contains(t, f[lang.CheckGateway].Found, test.found)
			assert.Contains(t, f[lang.CheckGateway].Mend, test.mend)
			assert.Empty(t, w.gateway.CallsTo(gateway.EndpointSearch), "nothing is searched")
			assert.LessOrEqual(t, len(w.gateway.CallsTo(gateway.EndpointDetail)), 2, "one call an examination")
		})
	}
}

// front is a reverse proxy before the listener of a world, that may spoil the
// answers.
func (w *world) front(spoil func(rw http.ResponseWriter, good *http.Response)) string {
	target := &url.URL{Scheme: "http", Host: w.settings["TUSOU_HTTP_ADDR"]}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &http.Transport{DisableKeepAlives: true},
		ModifyResponse: func(good *http.Response) error {
			spoilt := httptest.NewRecorder()
			spoil(spoilt, good)
			_ = good.Body.Close()
			*good = *spoilt.Result()
			return nil
		},
	}
	server := httptest.NewServer(http.StripPrefix("/bot", proxy))
	w.t.Cleanup(server.Close)
	return server.URL + "/bot"
}

func passOn(rw http.ResponseWriter, good *http.Response) {
	rw.Header().Set("Content-Type", good.Header.Get("Content-Type"))
	rw.WriteHeader(good.StatusCode)
	_, _ = io.Copy(rw, good.Body)
}

func TestTheLineOfThePublicAddress(t *testing.T) {
	for name, test := range map[string]struct {
		change      func(w *world)
		mark        doctor.Mark
		found, mend []string
	}{
		"a proxy that takes a path off": {func(w *world) { w.set("TUSOU_PUBLIC_URL=" + w.front(passOn)) }, doctor.Good, []string{"一样"}, nil},
		"nobody there": {func(w *world) { w.set("TUSOU_PUBLIC_URL=" + closedURL()) }, doctor.Wrong,
			[]string{"连接被拒绝", "上的监听正常"}, []string{"/images/"}},
		"a proxy that leads elsewhere": {func(w *world) {
			w.set("TUSOU_PUBLIC_URL=" + w.front(func(rw http.ResponseWriter, _ *http.Response) { rw.WriteHeader(http.StatusNotFound) }))
		}, doctor.Wrong, []string{"HTTP 404", "上的监听正常"}, []string{"反向代理"}},
		"a redirect": {func(w *world) {
			w.set("TUSOU_PUBLIC_URL=" + w.front(func(rw http.ResponseWriter, _ *http.Response) {
				rw.Header().Set("Location", "https://e.example/")
				rw.WriteHeader(http.StatusMovedPermanently)
			}))
		}, doctor.Wrong, []string{"HTTP 301"}, []string{"最终的地址"}},
		"another picture": {func(w *world) {
			w.set("TUSOU_PUBLIC_URL=" + w.front(func(rw http.ResponseWriter, good *http.Response) {
				rw.Header().Set("Content-Type", "image/jpeg")
				_, _ = io.CopyN(rw, good.Body, 100)
			}))
		}, doctor.Wrong, []string{"不是存进去的那张图片", "上的监听正常"}, []string{"/images/"}},
		"another content type": {func(w *world) {
			w.set("TUSOU_PUBLIC_URL=" + w.front(func(rw http.ResponseWriter, good *http.Response) {
				rw.Header().Set("Content-Type", "text/html")
				_, _ = io.Copy(rw, good.Body)
			}))
		}, doctor.Wrong, []string{"text/html"}, []string{"CDN"}},
		"another program on the listener's address": {func(w *world) {
			server := httptest.NewServer(http.NotFoundHandler())
			w.t.Cleanup(server.Close)
			w.set("TUSOU_PUBLIC_URL="+server.URL, "TUSOU_HTTP_ADDR="+strings.TrimPrefix(server.URL, "http://"))
		}, doctor.Wrong, []string{"HTTP 404", "也取不到"}, []string{"TUSOU_DATA_DIR"}},
		"another program that serves something": {func(w *world) {
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "welcome") }))
			w.t.Cleanup(server.Close)
			w.set("TUSOU_PUBLIC_URL="+server.URL, "TUSOU_HTTP_ADDR="+strings.TrimPrefix(server.URL, "http://"))
		}, doctor.Wrong, []string{"不是存进去的那张图片", "给的也不是它"}, []string{"TUSOU_DATA_DIR"}},
		"an address that cannot be listened on": {func(w *world) { w.set("TUSOU_HTTP_ADDR=192.0.2.1:8080") }, doctor.Wrong,
			[]string{"192.0.2.1:8080"}, []string{"TUSOU_HTTP_ADDR"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			test.change(w)
			f := w.examine()
			if test.mark == doctor.Good {
				assert.Empty(t, f.marks(doctor.Wrong), f)
			} else {
				only(t, f, lang.CheckPublicURL, test.mark)
			}
			for _, s := range test.found {
				assert.Contains(t, f[lang.CheckPublicURL].Found, s)
			}
			for _, s := range test.mend {
				assert.Contains(t, f[lang.CheckPublicURL].Mend, s)
			}
			assert.Empty(t, w.storedPictures(), "what was stored is gone")
		})
	}
}

// storedPictures gives the files in the image store's directory.
func (w *world) storedPictures() []string {
	w.t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(w.settings["TUSOU_DATA_DIR"], "images"), func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	require.NoError(w.t, err)
	return files
}

func TestAnAddressOfAPrivateNetworkIsNoneForAGatewayOnTheInternet(t *testing.T) {
	w := newWorld(t)
	w.set("TUSOU_GATEWAY_URL=https://gateway.invalid/gateway")
	f := w.examine()
	assert.Equal(t, []lang.Check{lang.CheckGateway, lang.CheckPublicURL}, f.marks(doctor.Wrong), f)
	assert.Contains(t, f[lang.CheckPublicURL].Found, "内网地址")
	assert.Contains(t, f[lang.CheckPublicURL].Mend, "TUSOU_IMAGE_STORE=s3")
}

func TestTheDatabasesLine(t *testing.T) {
	for name, test := range map[string]struct {
		change      func(w *world)
		mark        doctor.Mark
		found, mend string
	}{
		"none yet":   {func(*world) {}, doctor.Good, "第一次启动时会建", ""},
		"up to date": {func(w *world) { w.migrated() }, doctor.Good, "表是最新的", ""},
		"to be migrated": {func(w *world) {
			w.sql("DELETE FROM tusou_migrations WHERE name LIKE '%0002%'")
		}, doctor.Good, "1 步升级会在下次启动时进行", ""},
		"of a newer program": {func(w *world) {
			w.sql("INSERT INTO tusou_migrations (name, applied) VALUES ('migrations/9999_later.sql', 0)")
		}, doctor.Wrong, "更新的版本", "新版本"},
		"in use": {func(w *world) {
			lock := flock.New(filepath.Join(w.settings["TUSOU_DATA_DIR"], "lock"))
			ok, err := lock.TryLock()
			require.NoError(w.t, err)
			require.True(w.t, ok)
			w.t.Cleanup(func() { assert.NoError(w.t, lock.Unlock()) })
		}, doctor.Good, "正被运行着的 tusou 使用", ""},
		"not a database": {func(w *world) {
			require.NoError(w.t, os.WriteFile(w.databaseFile(), bytes.Repeat([]byte("no database "), 1000), 0o600))
		}, doctor.Wrong, "SQLite 用不了", "数据目录"},
		"PostgreSQL that is down": {func(w *world) {
			w.set("TUSOU_DATABASE_URL=postgres://tusou:canary-password@" + strings.TrimPrefix(closedURL(), "http://") + "/tusou")
		}, doctor.Wrong, "PostgreSQL 用不了: 连接被拒绝", "TUSOU_DATABASE_URL"},
		"PostgreSQL that is something else": {func(w *world) {
			server := httptest.NewServer(http.NotFoundHandler())
			w.t.Cleanup(server.Close)
			w.set("TUSOU_DATABASE_URL=postgres://tusou:canary-password@" + strings.TrimPrefix(server.URL, "http://") + "/tusou?sslmode=disable&connect_timeout=2")
		}, doctor.Wrong, "PostgreSQL 用不了", "TUSOU_DATABASE_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			test.change(w)
			f := w.examine()
			if test.mark == doctor.Good {
				assert.Empty(t, f.marks(doctor.Wrong), f)
			} else {
				only(t, f, lang.CheckDatabase, test.mark)
			}
			assert.Contains(t, f[lang.CheckDatabase].Found, test.found)
			assert.Contains(t, f[lang.CheckDatabase].Mend, test.mend)
		})
	}
}

func (w *world) databaseFile() string { return filepath.Join(w.settings["TUSOU_DATA_DIR"], "tusou.db") }

// migrated makes a database as a start of the bot would.
func (w *world) migrated() *sql.DB {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+w.databaseFile())
	require.NoError(w.t, err)
	w.t.Cleanup(func() { require.NoError(w.t, db.Close()) })
	_, err = store.New(w.t.Context(), store.Config{}, db, time.Now)
	require.NoError(w.t, err)
	return db
}

func (w *world) sql(statement string) {
	w.t.Helper()
	_, err := w.migrated().ExecContext(w.t.Context(), statement)
	require.NoError(w.t, err)
}

func TestAnExaminationLeavesNothingBehind(t *testing.T) {
	w := newWorld(t)
	w.examine()
	assert.Empty(t, w.storedPictures())
	entries, err := os.ReadDir(w.settings["TUSOU_DATA_DIR"])
	require.NoError(t, err)
	require.Len(t, entries, 1, "no database, no lock file")
	assert.Equal(t, "images", entries[0].Name())
}

func TestADataDirectoryThatCannotBeUsed(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	w.set("TUSOU_DATA_DIR=" + filepath.Join(file, "data"))
	f := w.examine()
	assert.Equal(t, []lang.Check{lang.CheckDatabase, lang.CheckImages}, f.marks(doctor.Wrong), f)
	assert.Equal(t, []lang.Check{lang.CheckPublicURL}, f.marks(doctor.Unknown), f)
	assert.Contains(t, f[lang.CheckImages].Mend, "TUSOU_DATA_DIR")
}

// s3 is a bucket in a server whose answers a test may spoil.
func (w *world) s3(spoil func(rw http.ResponseWriter, r *http.Request) bool) {
	backend := s3mem.New()
	require.NoError(w.t, backend.CreateBucket("pictures"))
	real := gofakes3.New(backend).Server()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !spoil(rw, r) {
			real.ServeHTTP(rw, r)
		}
	}))
	w.t.Cleanup(server.Close)
	w.set("TUSOU_IMAGE_STORE=s3", "TUSOU_S3_ENDPOINT="+server.URL, "TUSOU_S3_BUCKET=pictures", "TUSOU_S3_REGION=us-east-1",
		"TUSOU_S3_ACCESS_KEY=canary-access", "TUSOU_S3_SECRET_KEY=canary-secret", "TUSOU_S3_LOOKUP=path", "TUSOU_PUBLIC_URL=")
}

// refuse answers as an S3 server does.
func refuse(rw http.ResponseWriter, status int, code, message string) bool {
	rw.Header().Set("Content-Type", "application/xml")
	rw.WriteHeader(status)
	_, _ = fmt.Fprintf(rw, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>%s</Message><AWSAccessKeyId>canary-access</AWSAccessKeyId></Error>`, code, message)
	return true
}

func asItIs(http.ResponseWriter, *http.Request) bool { return false }

func TestTheLinesOfAnS3Store(t *testing.T) {
	for name, test := range map[string]struct {
		change     func(w *world)
		wrong      []lang.Check
		unknown    []lang.Check
		on         lang.Check
		found, say string
	}{
		"all, with presigned addresses": {change: func(w *world) { w.s3(asItIs) }, on: lang.CheckImages, found: "桶 pictures"},
		"all, with a public address": {change: func(w *world) {
			w.s3(asItIs)
			w.set("TUSOU_S3_PUBLIC_URL=" + w.settings["TUSOU_S3_ENDPOINT"] + "/pictures")
		}, on: lang.CheckPublicURL, found: "一样"},
		"another key": {
			change: func(w *world) {
				w.s3(func(rw http.ResponseWriter, _ *http.Request) bool {
					return refuse(rw, http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match")
				})
			},
			wrong: []lang.Check{lang.CheckImages}, unknown: []lang.Check{lang.CheckPublicURL},
			on: lang.CheckImages, found: "HTTP 403 SignatureDoesNotMatch", say: "_SECRET_KEY",
		},
		"a bucket that is not there": {
			change: func(w *world) { w.s3(asItIs); w.set("TUSOU_S3_BUCKET=other") },
			wrong:  []lang.Check{lang.CheckImages}, unknown: []lang.Check{lang.CheckPublicURL},
			on: lang.CheckImages, found: "NoSuchBucket", say: "_BUCKET",
		},
		"nobody there": {
			change: func(w *world) { w.s3(asItIs); w.set("TUSOU_S3_ENDPOINT=" + closedURL()) },
			wrong:  []lang.Check{lang.CheckImages}, unknown: []lang.Check{lang.CheckPublicURL},
			on: lang.CheckImages, found: "连接被拒绝", say: "TUSOU_S3_ENDPOINT",
		},
		"a key that may not remove": {
			change: func(w *world) {
				w.s3(func(rw http.ResponseWriter, r *http.Request) bool {
					return r.Method == http.MethodDelete && refuse(rw, http.StatusForbidden, "AccessDenied", "Access Denied")
				})
			},
			wrong: []lang.Check{lang.CheckImages}, on: lang.CheckImages, found: "删不掉", say: "删",
		},
		"a key that may not read": {
			change: func(w *world) {
				w.s3(func(rw http.ResponseWriter, r *http.Request) bool {
					return r.Method == http.MethodGet && r.Header.Get("Authorization") != "" && refuse(rw, http.StatusForbidden, "AccessDenied", "Access Denied")
				})
			},
			wrong: []lang.Check{lang.CheckImages}, on: lang.CheckImages, found: "取不出来", say: "读",
		},
		"a public address of another bucket": {
			change: func(w *world) {
				w.s3(asItIs)
				w.set("TUSOU_S3_PUBLIC_URL=" + w.settings["TUSOU_S3_ENDPOINT"] + "/other")
			},
			wrong: []lang.Check{lang.CheckPublicURL}, on: lang.CheckPublicURL, found: "HTTP 404", say: "TUSOU_S3_PUBLIC_URL",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			test.change(w)
			f := w.examine()
			assert.Equal(t, test.wrong, f.marks(doctor.Wrong), f)
			assert.Equal(t, test.unknown, f.marks(doctor.Unknown), f)
			assert.Contains(t, f[test.on].Found, test.found)
			assert.Contains(t, f[test.on].Mend, test.say)
		})
	}
}

func TestAPostgreSQLDatabaseIsInspectedAndLeftAlone(t *testing.T) {
	address := os.Getenv("TUSOU_TEST_POSTGRES")
	if address == "" {
		t.Skip("needs PostgreSQL: set TUSOU_TEST_POSTGRES=postgres://… to an empty database (see .ci/run)")
	}
	w := newWorld(t)
	w.set("TUSOU_DATABASE_URL=" + address)
	f := w.examine()
	assert.Equal(t, doctor.Good, f[lang.CheckDatabase].Mark, f)
	assert.Contains(t, f[lang.CheckDatabase].Found, "PostgreSQL")
}
