package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// conditionTime bounds the wait for one condition, so that one that never comes
// true fails its test instead of the whole run. It is no measure of speed.
const conditionTime = time.Minute

// tab is one tab of a headless Chromium of its own.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	errors   []string // what the console said of errors
	requests []string // every address that was asked for
}

// openTab starts Chromium in a profile of its own. The test is skipped without
// TUSOU_TEST_CHROME.
func openTab(t *testing.T) *tab {
	t.Helper()
	path := os.Getenv("TUSOU_TEST_CHROME")
	if path == "" {
		t.Skip("Set TUSOU_TEST_CHROME to the path of Chromium (Debian: apt-get install chromium fonts-wqy-zenhei) to run the chat page in it.")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"),
		chromedp.Env("TZ=Asia/Shanghai"))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	b := &tab{t: t}
	ctx, closeTab := chromedp.NewContext(allocator, chromedp.WithListener(b.note))
	t.Cleanup(func() {
		closeTab()
		stop()
	})
	b.ctx = ctx
	b.do(chromedp.EmulateViewport(desktop.width, desktop.height))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	return b
}

// note keeps what the tab says of errors and of requests.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, event.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError {
			b.errors = append(b.errors, fmt.Sprint(event.Args))
		}
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError {
			b.errors = append(b.errors, event.Entry.Text+" "+event.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, event.Request.URL)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, steps...))
}

// viewport is the size of a window.
type viewport struct{ width, height int64 }

var ( // never changed
	desktop = viewport{1280, 860}
	phone   = viewport{390, 844}
)

// js writes a value as JavaScript.
func js(value any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// node is a JavaScript expression that gives an element of the page, or nothing
// as long as there is none.
type node string

// css gives the first element that a selector fits.
func css(selector string) node { return node("document.querySelector(" + js(selector) + ")") }

// last gives the last one.
func last(selector string) node {
	return node("[...document.querySelectorAll(" + js(selector) + ")].at(-1)")
}

// css gives the first element inside that a selector fits.
func (n node) css(selector string) node {
	return "(" + n + ")?.querySelector(" + node(js(selector)) + ")"
}

// labelled gives what can be pressed inside and reads so; nth counts from 0.
func (n node) labelled(words string, nth int) node {
	return node(fmt.Sprintf(`[...(%s)?.querySelectorAll("button, a, summary, label") ?? []].filter((e) => e.textContent.trim() === %s)[%d]`, n, js(words), nth))
}

// says is true once the element's words contain these.
func (n node) says(words string) string {
	return "(" + string(n) + ")?.textContent.includes(" + js(words) + ")"
}

// open shows an address.
func (b *tab) open(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
	b.wait(`document.querySelector(".sample") && document.querySelector("#title").textContent`)
}

// eval gives the value of an expression in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, end := context.WithTimeout(b.ctx, conditionTime)
	defer end()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.capture("failed-" + b.t.Name())
	}
	require.NoError(b.t, err, expression)
	return value
}

// wait looks at an expression in every frame until it is true. It is not
// chromedp's Poll, which makes code of text: the page forbids that.
func (b *tab) wait(expression string) {
	b.t.Helper()
	eval[bool](b, `new Promise((resolve, reject) => {
		const look = () => {
			try {
				if (`+expression+`) resolve(true); else requestAnimationFrame(look);
			} catch (failure) { reject(failure); }
		};
		look();
	})`)
}

// sound checks what must hold on every page: nothing failed, and nothing was
// fetched from elsewhere.
func (b *tab) sound() {
	b.t.Helper()
	origin := eval[string](b, `location.origin`)
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(b.t, b.errors, "the console")
	for _, address := range b.requests {
		if !strings.HasPrefix(address, "blob:"+origin) && !strings.HasPrefix(address, "data:") {
			assert.True(b.t, strings.HasPrefix(address, origin+"/"), "a request to %s", address)
		}
	}
}

// text gives the words of an element.
func (b *tab) text(n node) string {
	b.t.Helper()
	return eval[string](b, "("+string(n)+").textContent")
}

// count gives how many elements a selector fits.
func (b *tab) count(selector string) int {
	b.t.Helper()
	return eval[int](b, `document.querySelectorAll(`+js(selector)+`).length`)
}

// click presses the mouse on an element, once it is in sight, lies still, and
// nothing lies over it.
func (b *tab) click(n node) {
	b.t.Helper()
	at := eval[struct{ X, Y float64 }](b, `new Promise((resolve) => {
		let before = "";
		const look = () => {
			const node = `+string(n)+`;
			if (node && !node.disabled && [...document.images].every((image) => image.complete)) {
				node.scrollIntoView({ block: "center", behavior: "instant" });
				const box = node.getBoundingClientRect();
				const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
				const above = document.elementFromPoint(x, y);
				const now = JSON.stringify(box);
				if (box.width > 0 && now === before && above && (node.contains(above) || above.contains(node))) return resolve({ x, y });
				before = now;
			}
			requestAnimationFrame(look);
		};
		look();
	})`)
	b.do(chromedp.MouseClickXY(at.X, at.Y))
}

// resize gives the window another size.
func (b *tab) resize(v viewport) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(v.width, v.height))
	b.wait(`innerWidth === ` + js(v.width))
}

// shot keeps a picture of the window for the documentation, if
// TUSOU_TEST_SCREENSHOTS names a directory.
func (b *tab) shot(name string) {
	b.t.Helper()
	if os.Getenv("TUSOU_TEST_SCREENSHOTS") == "" {
		return
	}
	b.wait(`[...document.images].every((image) => image.complete)`)
	b.wait(`document.getAnimations().length === 0 && !document.querySelector(".toast")`)
	b.capture(name)
}

func (b *tab) capture(name string) {
	b.t.Helper()
	dir := os.Getenv("TUSOU_TEST_SCREENSHOTS")
	if dir == "" {
		return
	}
	shot, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatJpeg, Quality: new(int64(88)),
	})
	require.NoError(b.t, err)
	require.NoError(b.t, os.MkdirAll(dir, 0o755))
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, name+".jpg"), shot.Data, 0o644))
}

// keys types words.
func (b *tab) keys(words string) {
	b.t.Helper()
	if words != "" {
		b.do(chromedp.KeyEvent(words))
	}
}
