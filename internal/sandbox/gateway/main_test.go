package gateway_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tusou/internal/sandbox/gateway"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testAppID  = "32432143214214"
	testSecret = "a-test-secret"
	testSeller = "b2b-1624961122"
)

// testNow is the clock of every emulator under test.
func testNow() time.Time { return time.Unix(1_790_000_000, 0) }

// rig is an emulator that listens, a place for query pictures beside it, and a
// client of both.
type rig struct {
	*gateway.Gateway
	t        *testing.T
	address  string
	pictures string
	picture  atomic.Value // http.HandlerFunc
	client   *http.Client
}

func newRig(t *testing.T, change ...func(*gateway.Config)) *rig {
	t.Helper()
	cfg := gateway.Config{AppID: testAppID, AppSecret: testSecret, SellerNick: testSeller, Now: testNow}
	for _, c := range change {
		c(&cfg)
	}
	g, err := gateway.New(cfg)
	require.NoError(t, err)
	server := httptest.NewServer(g.Handler())
	t.Cleanup(server.Close)

	r := &rig{Gateway: g, t: t, address: server.URL, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	pictures := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.picture.Load().(http.HandlerFunc)(w, req)
	}))
	t.Cleanup(pictures.Close)
	r.pictures = pictures.URL + "/query.jpg"
	r.serve(g.Samples()[0].JPEG())
	return r
}

// serve changes the query picture.
func (r *rig) serve(body []byte) {
	r.serveBy(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := w.Write(body); err != nil {
			r.t.Log("the emulator stopped reading the picture:", err)
		}
	})
}

func (r *rig) serveBy(handler http.HandlerFunc) { r.picture.Store(handler) }

// searchForm gives the signed form of a search with this request_data.
func searchForm(data string) url.Values {
	return sign(url.Values{
		"appid": {testAppID}, "seller_nick": {testSeller},
		"timestamp": {strconv.FormatInt(testNow().Unix(), 10)}, "request_data": {data},
	})
}

func detailForm(field, id string) url.Values {
	return sign(url.Values{
		"appid": {testAppID}, "seller_nick": {testSeller},
		"timestamp": {strconv.FormatInt(testNow().Unix(), 10)}, field: {id},
	})
}

func sign(form url.Values) url.Values {
	form.Set("sign", gateway.Signature(testSecret, form))
	return form
}

// reply is an answer as a client sees it.
type reply struct {
	status int
	body   string

	Code    int    `json:"code"`
	Message string `json:"message"`
	TraceID string `json:"trace_id"`
	Data    struct {
		Success   bool    `json:"success"`
		Code      *string `json:"code"`
		Message   *string `json:"message"`
		ErrorCode *string `json:"errorCode"`
		ErrorMsg  *string `json:"errorMsg"`
		Rows      []row   `json:"imageSearchResult"`
	} `json:"data"`
}

type row struct {
	OfferID      int64   `json:"offerId"`
	Subject      string  `json:"subject"`
	Image        *string `json:"image"`
	Price        *string `json:"price"`
	ConsignPrice *string `json:"consignPrice"`
}

func (r *rig) post(path string, form url.Values) reply {
	r.t.Helper()
	return r.do(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
}

func (r *rig) do(method, path, contentType, body string) reply {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.address+path, strings.NewReader(body))
	require.NoError(r.t, err)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := r.client.Do(request)
	require.NoError(r.t, err)
	defer func() { require.NoError(r.t, response.Body.Close()) }()
	read, err := io.ReadAll(response.Body)
	require.NoError(r.t, err)

	answer := reply{status: response.StatusCode, body: string(read)}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		require.NoError(r.t, json.Unmarshal(read, &answer), answer.body)
	}
	return answer
}

// search searches with the served picture.
func (r *rig) search(keywords string, filters ...string) reply {
	r.t.Helper()
	business := map[string]any{"imgUrl": r.pictures}
	if keywords != "" {
		business["imageKeywords"] = keywords
	}
	if len(filters) > 0 {
		business["filter"] = filters
	}
	data, err := json.Marshal(business)
	require.NoError(r.t, err)
	return r.post(gateway.SearchPath, searchForm(string(data)))
}

// offer gives an offer of the catalogue by its id.
func (r *rig) offer(id int64) gateway.Offer {
	r.t.Helper()
	for _, offer := range r.Offers() {
		if offer.ID == id {
			return offer
		}
	}
	require.FailNow(r.t, "no such offer", id)
	return gateway.Offer{}
}

func lastCall(r *rig, endpoint gateway.Endpoint) gateway.Call {
	r.t.Helper()
	calls := r.CallsTo(endpoint)
	require.NotEmpty(r.t, calls)
	return calls[len(calls)-1]
}
