package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/rehost"
	"tusou/internal/sandbox/gateway"
	"tusou/internal/terminal"
)

const gatewaySecret = "canary-gateway-secret"

// desk is a terminal with an emulated gateway behind it.
type desk struct {
	t       *testing.T
	gateway *gateway.Gateway
	dir     string // where the pictures of the person are
	dataDir string
	addr    string // TUSOU_HTTP_ADDR
	extra   []string
	input   io.Reader
}

func newDesk(t *testing.T, extra ...string) *desk {
	t.Helper()
	g, err := gateway.New(gateway.Config{AppID: "10010001", AppSecret: gatewaySecret, SellerNick: "b2b-1624961122"})
	require.NoError(t, err)
	server := httptest.NewServer(g.Handler())
	t.Cleanup(server.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	d := &desk{t: t, gateway: g, dir: t.TempDir(), dataDir: t.TempDir(), addr: l.Addr().String()}
	d.extra = append([]string{
		"TUSOU_GATEWAY_URL=" + server.URL + "/gateway", "TUSOU_GATEWAY_APP_ID=10010001", "TUSOU_GATEWAY_APP_SECRET=" + gatewaySecret,
		"TUSOU_GATEWAY_SELLER_NICK=b2b-1624961122", "TUSOU_GATEWAY_RATE=1000/s", "TUSOU_HTTP_ADDR=" + d.addr,
		"TUSOU_PUBLIC_URL=http://" + d.addr, "TUSOU_DATA_DIR=" + d.dataDir, "TUSOU_FETCH_ALLOW_PRIVATE=true",
	}, extra...)
	return d
}

// file writes a file and gives its name.
func (d *desk) file(name string, data []byte) string {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	require.NoError(d.t, os.WriteFile(path, data, 0o600))
	return path
}

// sample gives the picture of a product.
func (d *desk) sample(i int) []byte { return d.gateway.Samples()[i].JPEG() }

// search runs the command; whatever comes of it, nothing that was stored is
// left, and no secret is printed.
func (d *desk) search(args ...string) (status int, out, errs string) {
	d.t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(context.Background(), streams{in: d.input, out: &stdout, err: &stderr, environ: d.extra}, append([]string{"search"}, args...))
	assert.NotContains(d.t, stdout.String()+stderr.String(), "canary")
	assert.Empty(d.t, d.stored(), "the picture is gone after the search")
	return status, stdout.String(), stderr.String()
}

func (d *desk) stored() []string {
	var files []string
	_ = filepath.WalkDir(filepath.Join(d.dataDir, "images"), func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			files = append(files, path)
		}
		return nil
	})
	return files
}

func (d *desk) searches() []gateway.Call { return d.gateway.CallsTo(gateway.EndpointSearch) }

// line is one JSON line, with exactly the fields that scripts may rely on.
type line struct {
	Picture    string   `json:"picture"`
	Understood string   `json:"understood"`
	Notes      []string `json:"notes"`
	Terms      struct {
		Filters  []string `json:"filters"`
		Keywords string   `json:"keywords"`
		PriceMin *float64 `json:"price_min"`
		PriceMax *float64 `json:"price_max"`
		Sort     string   `json:"sort"`
	} `json:"terms"`
	Total   int  `json:"total"`
	InRange int  `json:"in_range"`
	Nearest bool `json:"nearest"`
	Prices  struct {
		Lowest  *float64 `json:"lowest"`
		Median  *float64 `json:"median"`
		Highest *float64 `json:"highest"`
	} `json:"prices"`
	Cached    bool    `json:"cached"`
	FetchedAt *string `json:"fetched_at"`
	TraceID   string  `json:"trace_id"`
	Offers    []struct {
		ID           string   `json:"id"`
		Title        string   `json:"title"`
		Price        *float64 `json:"price"`
		ConsignPrice *float64 `json:"consign_price"`
		FreeShipping bool     `json:"free_shipping"`
		Selected     bool     `json:"selected"`
		Tags         []string `json:"tags"`
		SameImage    int      `json:"same_image"`
		URL          string   `json:"url"`
		Image        string   `json:"image"`
	} `json:"offers"`
	Error *struct {
		Kind           string `json:"kind"`
		Message        string `json:"message"`
		Detail         string `json:"detail"`
		Code           string `json:"code"`
		GatewayMessage string `json:"gateway_message"`
		TraceID        string `json:"trace_id"`
	} `json:"error"`
}

// linesOf reads JSON lines strictly; every field of line must be there.
func linesOf(t *testing.T, out string) []line {
	t.Helper()
	var all []line
	for text := range strings.Lines(out) {
		dec := json.NewDecoder(strings.NewReader(text))
		dec.DisallowUnknownFields()
		var l line
		require.NoError(t, dec.Decode(&l), text)
		var fields map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(text), &fields))
		for _, name := range []string{"picture", "understood", "notes", "terms", "total", "in_range", "nearest", "prices", "cached", "fetched_at", "trace_id", "offers", "error"} {
			assert.Contains(t, fields, name)
		}
		assert.NotNil(t, l.Offers)
		assert.NotNil(t, l.Notes)
		assert.NotNil(t, l.Terms.Filters)
		all = append(all, l)
	}
	return all
}

func TestAFileIsSearchedAndShownAsATable(t *testing.T) {
	d := newDesk(t)
	status, out, errs := d.search(d.file("fan.jpg", d.sample(0)), "包邮", "20以内", "最便宜")
	require.Equal(t, exitDone, status, errs)
	assert.Empty(t, errs)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	assert.Contains(t, lines[0], "fan.jpg: 找到 ")
	assert.Equal(t, "已理解: 包邮 · ≤20元 · 价格升序", lines[1])
	assert.Contains(t, lines[2], "最低 ¥")
	assert.Contains(t, lines[3], "在 20 元以内")
	for _, column := range []string{"#", "价格", "代发价", "标签", "标题", "链接"} {
		assert.Contains(t, lines[4], column)
	}
	require.Greater(t, len(lines), 5)
	before, _, ok := strings.Cut(lines[4], "链接")
	require.True(t, ok)
	for _, row := range lines[5:] {
		link := strings.Index(row, "https://detail.1688.com/")
		require.Positive(t, link, row)
		assert.Equal(t, terminal.Width(before), terminal.Width(row[:link]), "the links stand in one column: %s", row)
	}
	calls := d.searches()
	require.Len(t, calls, 1)
	assert.Equal(t, []string{"isOnePsaleFreePost"}, calls[0].Request.Filters)
	assert.True(t, strings.HasPrefix(calls[0].Request.ImageURL, "http://"+d.addr+"/images/"), "it served the picture itself")
	assert.Equal(t, "jpeg", calls[0].Picture.Format)
}

func TestJSONHasAllThatTheTableHas(t *testing.T) {
	d := newDesk(t)
	name := d.file("fan.jpg", d.sample(0))
	status, out, errs := d.search("10-20", name, "--json", "价格降序")
	require.Equal(t, exitDone, status, errs)
	all := linesOf(t, out)
	require.Len(t, all, 1)
	got := all[0]
	assert.Equal(t, name, got.Picture)
	assert.Equal(t, "10–20元 · 价格降序", got.Understood)
	assert.Nil(t, got.Error)
	assert.Equal(t, "price_desc", got.Terms.Sort)
	require.NotNil(t, got.Terms.PriceMin)
	assert.InDelta(t, 10, *got.Terms.PriceMin, 0)
	assert.Len(t, got.Offers, got.InRange)
	assert.Less(t, got.InRange, got.Total)
	last := 20.0
	for _, o := range got.Offers {
		cost := o.Price
		if o.ConsignPrice != nil {
			cost = o.ConsignPrice
		}
		require.NotNil(t, cost)
		assert.LessOrEqual(t, *cost, last, "the dearest first")
		assert.GreaterOrEqual(t, *cost, 10.0)
		last = *cost
	}
	assert.Contains(t, got.Offers[0].URL, "https://detail.1688.com/offer/"+got.Offers[0].ID)
	assert.NotContains(t, out, `\u0026`)
}

func TestAnAddressAndStandardInputAreSearchedLikeFiles(t *testing.T) {
	d := newDesk(t)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(d.sample(1)) }))
	defer web.Close()
	d.input = bytes.NewReader(d.sample(2))
	status, out, errs := d.search("--json", web.URL+"/fan.jpg?size=big", "-", "小风扇")
	require.Equal(t, exitDone, status, errs)
	all := linesOf(t, out)
	require.Len(t, all, 2)
	assert.Equal(t, web.URL+"/fan.jpg?size=big", all[0].Picture)
	assert.Equal(t, "-", all[1].Picture)
	for _, l := range all {
		assert.Positive(t, l.Total)
		assert.Equal(t, "小风扇", l.Terms.Keywords)
	}
	for _, c := range d.searches() {
		assert.True(t, strings.HasPrefix(c.Request.ImageURL, "http://"+d.addr+"/images/"), "an address is rehosted like any picture")
	}

	d.input = bytes.NewReader(d.sample(2))
	status, out, _ = d.search("-")
	assert.Equal(t, exitDone, status)
	assert.True(t, strings.HasPrefix(out, "标准输入: 找到 "), out)
}

func TestOneBrokenPictureKeepsTheOthersFromNothing(t *testing.T) {
	d := newDesk(t)
	d.input = strings.NewReader("")
	small := &bytes.Buffer{}
	require.NoError(t, png.Encode(small, image.NewGray(image.Rect(0, 0, 8, 8))))
	gone := httptest.NewServer(http.NotFoundHandler())
	defer gone.Close()
	text := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }))
	defer text.Close()
	broken := []struct{ arg, kind, words string }{
		{d.file("text.txt", []byte("not a picture")), "not_picture", "打开后不是图片"},
		{d.file("cut.jpg", d.sample(0)[:2000]), "unreadable", "已损坏"},
		{d.file("small.png", small.Bytes()), "too_small", "太小"},
		{d.file("new.heic", append([]byte("\x00\x00\x00\x18ftypheic"), make([]byte, 64)...)), "unsupported", "HEIC"},
		{filepath.Join(d.dir, "missing.jpg"), "file", "没有这个文件"},
		{gone.URL + "/a.jpg", "address", "HTTP 404"},
		{text.URL + "/a.jpg", "not_picture", "不是图片"},
		{"http://", "address", "不是能取图片的网址"},
		{"-", "not_picture", "标准输入: "},
	}
	args := []string{"--json", d.file("first.jpg", d.sample(0))}
	for _, b := range broken {
		args = append(args, b.arg)
	}
	status, out, errs := d.search(append(args, d.file("last.jpg", d.sample(3)))...)
	assert.Equal(t, exitFailed, status)
	all := linesOf(t, out)
	require.Len(t, all, len(broken)+2, "one line a picture, in their order")
	assert.Positive(t, all[0].Total)
	assert.Positive(t, all[len(all)-1].Total)
	for i, b := range broken {
		l := all[i+1]
		assert.Equal(t, b.arg, l.Picture)
		require.NotNil(t, l.Error, b.arg)
		assert.Equal(t, b.kind, l.Error.Kind, b.arg)
		assert.NotEmpty(t, l.Error.Message)
		assert.Zero(t, l.Total)
		assert.Contains(t, errs, b.words, b.arg)
	}
	assert.Len(t, d.searches(), 2)
}

func TestPicturesOfAPrivateNetworkAreNotFetchedUnlessTheSettingsSaySo(t *testing.T) {
	d := newDesk(t, "TUSOU_FETCH_ALLOW_PRIVATE=false")
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(d.sample(1)) }))
	defer web.Close()
	status, _, errs := d.search(web.URL + "/a.jpg")
	assert.Equal(t, exitFailed, status)
	assert.Contains(t, errs, "不是公网地址")
}

func TestARefusalOfTheGatewayIsToldInTheUsersWordsAndInItsOwn(t *testing.T) {
	d := newDesk(t)
	d.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Code: 40103, Message: "签名错误 " + gatewaySecret})
	name := d.file("fan.jpg", d.sample(0))
	status, out, errs := d.search(name, "--json")
	assert.Equal(t, exitFailed, status)
	got := linesOf(t, out)[0].Error
	require.NotNil(t, got)
	assert.Equal(t, "refused", got.Kind)
	assert.Equal(t, "40103", got.Code)
	assert.Equal(t, "签名错误 •••", got.GatewayMessage)
	assert.NotEmpty(t, got.TraceID)
	assert.Contains(t, errs, "fan.jpg: 搜索接口拒绝了这次请求。")
	assert.Contains(t, errs, "tusou doctor")
	assert.Contains(t, errs, "  代码 40103\n  接口说明: 签名错误 •••\n  追踪号 "+got.TraceID)
}

func TestTheSamePictureTwiceIsAskedForOnce(t *testing.T) {
	d := newDesk(t)
	a, b := d.file("a.jpg", d.sample(0)), d.file("b.jpg", d.sample(0))
	status, out, _ := d.search("--json", a, b)
	require.Equal(t, exitDone, status)
	assert.Len(t, linesOf(t, out), 2)
	assert.Len(t, d.searches(), 1)
	_, out, _ = d.search(a, b)
	assert.Contains(t, out, "第 1 张 / 共 2 张 · "+a+": 找到 ")
	assert.Contains(t, out, "\n\n第 2 张 / 共 2 张 · "+b+": 找到 ")
}

func TestWhatTheTableSaysOfPriceAndNothingFound(t *testing.T) {
	d := newDesk(t)
	name := d.file("fan.jpg", d.sample(0))
	_, out, _ := d.search(name, "1000000以上")
	assert.Contains(t, out, "个结果中没有在 1000000 元以上的，下面是最接近的 5 个")
	_, out, _ = d.search(name, "--json", "1000000以上")
	got := linesOf(t, out)[0]
	assert.True(t, got.Nearest)
	assert.Zero(t, got.InRange)
	assert.Len(t, got.Offers, 5)

	d.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Status: 200, Body: `{"code":0,"message":"ok","data":{"success":true,"imageSearchResult":[]},"trace_id":""}`})
	status, out, _ := d.search(name, "面单")
	assert.Equal(t, exitDone, status, "nothing found is no failure")
	assert.Contains(t, out, "没有找到同款")
	assert.Contains(t, out, "面单要哪个平台的？", "what was not understood is told")
}

func TestForeignTextCannotSteerTheTerminal(t *testing.T) {
	d := newDesk(t)
	d.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Status: 200, Body: `{"code":0,"message":"ok","data":{"success":true,"imageSearchResult":[
		{"offerId":1,"subject":"evil\u001b]0;title\u0007\u202egnp.\n名","price":"1.00","tags":[{"enable":true,"text":"\u001b[31mred"}]},{"offerId":2}]},"trace_id":""}`})
	_, out, _ := d.search(d.file("fan\x1b[2J.jpg", d.sample(0)))
	assert.NotContains(t, out, "\x1b")
	assert.NotContains(t, out, "\u202e")
	assert.Contains(t, out, "evil ]0;title gnp. 名")
	assert.Contains(t, out, "（卖家没有写标题）")
}

func TestANarrowTerminalCutsTitlesAndNeverLinks(t *testing.T) {
	for columns, stacked := range map[string]bool{"80": true, "200": false} {
		d := newDesk(t, "COLUMNS="+columns)
		_, out, _ := d.search(d.file("fan.jpg", d.sample(0)))
		assert.Contains(t, out, "?sk=consign\n", columns)
		assert.Equal(t, stacked, strings.Contains(out, "\n    https://"), "%s columns:\n%s", columns, out)
		for row := range strings.Lines(out) {
			assert.LessOrEqual(t, terminal.Width(row), 200)
		}
	}
}

func TestARunningServeServesThePictureOfTheSharedDirectory(t *testing.T) {
	d := newDesk(t)
	// What a running bot does with its public listener: it serves the files of
	// the directory.
	store, err := rehost.NewDisk(rehost.DiskConfig{Dir: filepath.Join(d.dataDir, "images"), PublicURL: "http://" + d.addr, TTL: time.Hour})
	require.NoError(t, err)
	l, err := net.Listen("tcp", d.addr)
	require.NoError(t, err)
	server := &http.Server{Handler: store.Handler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	// And its lock on the directory disturbs nobody.
	require.NoError(t, os.WriteFile(filepath.Join(d.dataDir, "lock"), nil, 0o600))
	status, out, errs := d.search(d.file("fan.jpg", d.sample(0)))
	assert.Equal(t, exitDone, status, errs)
	assert.Contains(t, out, "找到 ")
}

func TestAnotherProgramOnTheListenersAddressIsTold(t *testing.T) {
	d := newDesk(t)
	l, err := net.Listen("tcp", d.addr)
	require.NoError(t, err)
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	status, _, errs := d.search(d.file("fan.jpg", d.sample(0)))
	assert.Equal(t, exitFailed, status)
	assert.Contains(t, errs, d.addr+" 上监听的程序不提供这个数据目录里的图片")
	assert.Empty(t, d.searches(), "the gateway is not asked for what it cannot fetch")

	d = newDesk(t, "TUSOU_HTTP_ADDR=192.0.2.1:80")
	status, _, errs = d.search(d.file("fan.jpg", d.sample(0)), d.file("text.txt", []byte("text")))
	assert.Equal(t, exitFailed, status)
	assert.Contains(t, errs, "没法在 192.0.2.1:80 上监听")
	assert.Contains(t, errs, "打开后不是图片")
}

func TestTheCommandLineOfSearch(t *testing.T) {
	d := newDesk(t)
	name := d.file("fan.jpg", d.sample(0))
	odd := d.file("--odd", d.sample(0))
	for about, test := range map[string]struct {
		args   []string
		status int
		out    string
		errs   string
	}{
		"help":                              {[]string{"--help"}, exitDone, "用法: tusou search", ""},
		"help beside others":                {[]string{name, "-h"}, exitDone, "例子", ""},
		"no argument":                       {nil, exitUsage, "", "没有给图片"},
		"terms alone":                       {[]string{"包邮"}, exitUsage, "", "没有图片: 包邮"},
		"an unknown option":                 {[]string{name, "--jsno"}, exitUsage, "", "--jsno"},
		"an option without its value":       {[]string{name, "--env-file"}, exitUsage, "", "--env-file"},
		"an env file that is not there":     {[]string{name, "--env-file", "none.env"}, exitUsage, "", "--env-file names a file that does not exist"},
		"a command of the chat":             {[]string{name, "/history"}, exitUsage, "", "/history"},
		"terms that begin with a dash":      {[]string{name, "-包邮", "--fresh", "-pdd"}, exitDone, "找到", ""},
		"the command word of the chat":      {[]string{name, "/filter", "包邮"}, exitDone, "已理解: 包邮", ""},
		"what follows two dashes":           {[]string{"--", name, "48h发货"}, exitDone, "已理解: 48h发货", ""},
		"a file that is called like a flag": {[]string{"--", odd}, exitDone, "找到", ""},
	} {
		t.Run(about, func(t *testing.T) {
			status, out, errs := d.search(test.args...)
			assert.Equal(t, test.status, status, errs)
			assert.Contains(t, out, test.out)
			assert.Contains(t, errs, test.errs)
		})
	}
}

func TestSearchSpeaksEnglishToo(t *testing.T) {
	d := newDesk(t, "TUSOU_LANG=en")
	status, out, _ := d.search(d.file("fan.jpg", d.sample(0)), "free shipping", "under 20")
	assert.Equal(t, exitDone, status)
	assert.Contains(t, out, "Offers found: ")
	assert.Contains(t, out, "dropship")
	_, out, _ = d.search("--help")
	assert.Contains(t, out, "usage: tusou search")
}

func TestSearchRequiresGatewayAndImageStoreAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.jpg")
	require.NoError(t, os.WriteFile(name, []byte("x"), 0o600))
	status, _, errs := call(nil, "search", name)
	assert.Equal(t, exitUsage, status)
	var named []string
	for l := range strings.Lines(errs) {
		named = append(named, strings.Fields(l)[0])
	}
	slices.Sort(named)
	assert.Equal(t, []string{"TUSOU_GATEWAY_APP_ID", "TUSOU_GATEWAY_APP_SECRET", "TUSOU_GATEWAY_SELLER_NICK", "TUSOU_PUBLIC_URL"}, named)
}

func TestAnInterruptedSearchSaysSo(t *testing.T) {
	d := newDesk(t)
	name := d.file("fan.jpg", d.sample(0))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr bytes.Buffer
	status := run(ctx, streams{out: &stdout, err: &stderr, environ: d.extra}, []string{"search", name})
	assert.Equal(t, exitFailed, status)
	assert.Equal(t, "已中断。\n", stderr.String())
	assert.Empty(t, stdout.String())
}

func TestPicturesAreAnsweredInTheirOrder(t *testing.T) {
	d := newDesk(t)
	args := []string{"--json"}
	for i := range 9 {
		args = append(args, d.file(string(rune('a'+i))+".jpg", d.sample(i)))
	}
	status, out, errs := d.search(args...)
	require.Equal(t, exitDone, status, errs)
	var order []string
	for _, l := range linesOf(t, out) {
		order = append(order, l.Picture)
	}
	assert.Equal(t, args[1:], order)
}
