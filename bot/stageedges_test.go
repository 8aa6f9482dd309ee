package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"tusou/bot"
	"tusou/internal/sourcing"
)

// queue is the durable queue, in memory.
type queue struct {
	mu        sync.Mutex
	seen      []string
	waiting   []bot.Job
	postponed []bot.Job
	done      []bot.Job
	running   bot.Job
}

func (q *queue) Accept(ctx context.Context, j bot.Job) error { return q.Follow(ctx, j) }

func (q *queue) Follow(_ context.Context, jobs ...bot.Job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range jobs {
		if name := j.Kind + " " + j.Key; !slices.Contains(q.seen, name) {
			q.seen = append(q.seen, name)
			q.waiting = append(q.waiting, j)
		}
	}
	return nil
}

func (q *queue) next() (bot.Job, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return bot.Job{}, false
	}
	job := q.waiting[0]
	q.waiting = q.waiting[1:]
	return job, true
}

// shown is a message of the bot.
type shown struct {
	id      string
	parent  string
	card    string
	states  int // how many contents it had
	deleted bool
}

// platform keeps the bot's messages.
type platform struct {
	mu      sync.Mutex
	uuids   map[string]*shown
	said    []*shown
	heard   map[string]bot.Message // by id, for look-ups
	calls   map[string]int
	uploads int
	// fail gives the error of a call about a message, nil for a success.
	fail func(call, id string) error
}

func newPlatform() *platform {
	return &platform{
		uuids: map[string]*shown{}, heard: map[string]bot.Message{}, calls: map[string]int{},
		fail: func(string, string) error { return nil },
	}
}

func (p *platform) call(name, id string) error {
	p.calls[name]++
	return p.fail(name, id)
}

func (p *platform) Heard(string, string) {}

func (p *platform) Reply(_ context.Context, id, uuid string, card json.RawMessage, _ bool) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.call("reply", id); err != nil {
		return "", err
	}
	if m, ok := p.uuids[uuid]; ok {
		return m.id, nil
	}
	m := &shown{id: fmt.Sprint("om_bot", len(p.said)+1), parent: id, card: string(card), states: 1}
	p.said, p.uuids[uuid] = append(p.said, m), m
	return m.id, nil
}

func (p *platform) Send(ctx context.Context, to, uuid string, card json.RawMessage) (string, error) {
	return p.Reply(ctx, to, uuid, card, false)
}

func (p *platform) Patch(_ context.Context, id string, card json.RawMessage) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.call("patch", id); err != nil {
		return err
	}
	m := p.find(id)
	m.card = string(card)
	m.states++
	return nil
}

func (p *platform) find(id string) *shown {
	i := slices.IndexFunc(p.said, func(m *shown) bool { return m.id == id })
	return p.said[i]
}

func (p *platform) Delete(_ context.Context, id string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.call("delete", id); err != nil {
		return err
	}
	p.find(id).deleted = true
	return nil
}

func (p *platform) Message(_ context.Context, id string) (bot.Message, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.call("get", id); err != nil {
		return bot.Message{}, err
	}
	m, ok := p.heard[id]
	if !ok {
		return bot.Message{}, &bot.PlatformError{Op: "get", Action: bot.PlatformGone}
	}
	return m, nil
}

// Resource draws a picture of its own for every key.
func (p *platform) Resource(_ context.Context, at bot.Picture, _ int64) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.call("resource", at.MessageID); err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, 300, 300))
	random := rand.New(rand.NewPCG(uint64(at.Key[0]), 0))
	for range 40 {
		x, y := random.IntN(260), random.IntN(260)
		c := color.RGBA{uint8(random.IntN(256)), uint8(random.IntN(256)), uint8(random.IntN(256)), 255}
		draw.Draw(img, image.Rect(x, y, x+80, y+80), image.NewUniform(c), image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	return out.Bytes(), err
}

func (p *platform) UploadImage(context.Context, []byte) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.uploads++
	return fmt.Sprint("img_", p.uploads), p.call("upload", "")
}

func (p *platform) UploadFile(context.Context, bot.File) (string, error) { return "file_1", nil }

func (p *platform) ReplyFile(ctx context.Context, id, uuid, key string) (string, error) {
	return p.Reply(ctx, id, uuid, json.RawMessage(key), false)
}

// gateway answers every search with twelve offers.
type gateway struct {
	mu      sync.Mutex
	asked   []sourcing.Query
	details []string
	fail    error
	during  func() // called while a search is under way
}

func (g *gateway) Search(_ context.Context, q sourcing.Query) (sourcing.Answer, error) {
	if g.during != nil {
		g.during()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, q)
	if g.fail != nil {
		return sourcing.Answer{}, g.fail
	}
	a := sourcing.Answer{FetchedAt: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	for n := range 12 {
		a.Offers = append(a.Offers, sourcing.Offer{
			ID: fmt.Sprint(700 + n), Title: fmt.Sprint("商品", n+1), URL: "https://detail.1688.com/offer/1.html",
			Image: fmt.Sprint("https://cbu01.alicdn.com/", n, ".jpg"), Price: sourcing.Money(1000 + 100*n),
		})
	}
	return a, nil
}

func (g *gateway) Detail(_ context.Context, id string) (sourcing.Detail, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.details = append(g.details, id)
	return sourcing.Detail{OfferID: id, Title: "商品" + id, FetchedAt: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}, g.fail
}

// edges are the parts that a conversation only passes through.
type edges struct{ stage *stage }

func (edges) Put(context.Context, []byte) (string, error) { return "https://img.example/1.jpg", nil }

func (edges) Thumbnail(context.Context, string) ([]byte, error) { return []byte("jpeg"), nil }

func (e edges) Export(context.Context, io.Writer, int, iter.Seq2[bot.ExportRow, error]) error {
	e.stage.export()
	return nil
}

func (edges) FileName(time.Time) string { return "x.xlsx" }

func (edges) MessageAccepted()                         {}
func (edges) MessageRefused(string)                    {}
func (edges) MessageIgnored(string)                    {}
func (edges) ObserveJob(string, string, time.Duration) {}
func (edges) CardSent()                                {}
func (edges) CardPatched()                             {}
