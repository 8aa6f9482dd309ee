package platform_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	larkevent "github.com/larksuite/oapi-sdk-go/v3/event"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher"
	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher/callback"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/platform"
)

func button(label, value string) string {
	return fmt.Sprintf(`{"tag":"button","text":{"tag":"plain_text","content":%q},"behaviors":[{"type":"callback","value":%s}]}`, label, value)
}

const optionAB = `[{"text":{"tag":"plain_text","content":"甲"},"value":"a"},{"text":{"tag":"plain_text","content":"乙"},"value":"b"}]`

// filterForm has a field of each kind behind a folded panel, and its button.
const filterForm = `{"tag":"form","name":"f","elements":[
	{"tag":"collapsible_panel","header":{"title":{"tag":"plain_text","content":"筛选"}},"elements":[
		{"tag":"multi_select_static","name":"service","options":` + optionAB + `,"selected_values":["a"]},
		{"tag":"multi_select_static","name":"none","options":` + optionAB + `},
		{"tag":"select_static","name":"sort","options":` + optionAB + `},
		{"tag":"select_static","name":"size","options":` + optionAB + `,"initial_option":"b"},
		{"tag":"input","name":"low","max_length":5},
		{"tag":"input","name":"words","default_value":"风扇"},
		{"tag":"checker","name":"fresh"}
	]},
	{"tag":"button","name":"submit","form_action_type":"submit","text":{"tag":"plain_text","content":"重新搜索"},"behaviors":[{"type":"callback","value":{"a":"refilter"}}]},
	{"tag":"button","name":"reset","form_action_type":"reset","text":{"tag":"plain_text","content":"清空"}}
]}`

// callbacks is an app that keeps callbacks and answers as it is told.
type callbacks struct {
	events
	answer func(n int) (*callback.CardActionTriggerResponse, error)
}

func (c *callbacks) dispatcher() *dispatcher.EventDispatcher {
	d := dispatcher.NewEventDispatcher("", "")
	d.InitConfig(larkevent.WithLogger(quiet{}))
	d.OnP2CardActionTrigger(func(_ context.Context, e *callback.CardActionTriggerEvent) (*callback.CardActionTriggerResponse, error) {
		n := c.add(e.Body)
		if c.answer == nil {
			return &callback.CardActionTriggerResponse{}, nil
		}
		return c.answer(n)
	})
	return d
}

func (c *callbacks) last(t *testing.T) map[string]any {
	t.Helper()
	all := c.all()
	require.NotEmpty(t, all)
	var body struct {
		Event struct{ Action map[string]any }
	}
	require.NoError(t, json.Unmarshal(all[len(all)-1], &body))
	return body.Event.Action
}

func TestCallbacksHaveTheShapeOfTheSamples(t *testing.T) {
	w := start(t)
	app := &callbacks{}
	w.connect(app.dispatcher())
	value := `{"v":1,"a":"page","s":"x","p":2}`
	behave := func(v string) string { return `"behaviors":[{"type":"callback","value":` + v + `}]` }
	for name, c := range map[string]struct {
		element string
		click   platform.Click
	}{
		"card-button.json":   {button("下一页", value), platform.Click{}},
		"card-select.json":   {`{"tag":"select_static","options":` + optionAB + `,` + behave(`{"v":1,"a":"sort","s":"x"}`) + `}`, platform.Click{Option: "a"}},
		"card-overflow.json": {`{"tag":"overflow","options":` + optionAB + `,` + behave(`{"v":1,"a":"more","s":"x"}`) + `}`, platform.Click{Option: "b"}},
		"card-checker.json":  {`{"tag":"checker","name":"c1",` + behave(`{"v":1,"a":"t","k":"x"}`) + `}`, platform.Click{Checked: true}},
		"card-form-empty.json": {
			`{"tag":"form","name":"f","elements":[{"tag":"multi_select_static","name":"service","options":` + optionAB + `},{"tag":"input","name":"keywords"},
			{"tag":"button","name":"submit","form_action_type":"submit","text":{"tag":"plain_text","content":"ok"},` + behave(`{"v":1,"a":"refilter","s":"x"}`) + `}]}`,
			platform.Click{Tag: "button"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			id, err := w.sendSlowly(card(c.element))
			require.NoError(t, err)
			c.click.User, c.click.MessageID = w.anna, id
			_, err = w.Click(t.Context(), c.click)
			require.NoError(t, err)
			all := app.all()
			assert.Equal(t, shape(t, sample(t, name)), shape(t, all[len(all)-1]))
			var body struct {
				Header struct {
					CreateTime string `json:"create_time"`
				}
			}
			require.NoError(t, json.Unmarshal(all[len(all)-1], &body))
			assert.Len(t, body.Header.CreateTime, 16, "microseconds")
		})
	}
}

// sendSlowly waits out the chat's rate.
func (w *world) sendSlowly(content string) (string, error) {
	for {
		a := w.send(w.group.ID, "interactive", content, "")
		switch a.Code {
		case 0:
			return a.str("message_id"), nil
		case 230020:
			time.Sleep(200 * time.Millisecond)
		default:
			return "", errors.New(a.Msg)
		}
	}
}

func TestAFormSubmitsItsDefaultsOverlaidWithWhatWasEntered(t *testing.T) {
	w := start(t)
	app := &callbacks{}
	w.connect(app.dispatcher())
	id := w.sendCard(card(filterForm))
	_, err := w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Text: "重新搜索"})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"service": []any{"a"}, "none": []any{}, "size": "b", "low": "", "words": "风扇", "fresh": false,
	}, app.last(t)["form_value"])

	_, err = w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Name: "submit", Form: map[string]any{
		"service": []string{"b", "a"}, "sort": "a", "low": "２０", "fresh": true,
	}})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"service": []any{"b", "a"}, "none": []any{}, "sort": "a", "size": "b", "low": "２０", "words": "风扇", "fresh": true,
	}, app.last(t)["form_value"])
	assert.Equal(t, "submit", app.last(t)["name"])
	assert.Equal(t, map[string]any{"a": "refilter"}, app.last(t)["value"])

	_, err = w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Text: "清空"})
	require.NoError(t, err)
	assert.Len(t, app.all(), 2, "a reset stays in the client")
}

func TestClicksThatTheClientForbids(t *testing.T) {
	c := newClock()
	w := start(t, func(cfg *platform.Config) { cfg.Now = c.Now })
	w.connect((&callbacks{}).dispatcher())
	id := w.sendCard(card(button("一", `{"n":1}`) + `,` + button("二", `{"n":2}`) + `,` + button("二", `{"n":3}`) + `,
		{"tag":"button","text":{"tag":"plain_text","content":"上一页"},"disabled":true},` + filterForm))
	gone := w.sendCard(card(button("一", `{"n":1}`)))
	require.NoError(t, w.Recall(gone))
	for name, click := range map[string]platform.Click{
		"missing":                 {Text: "三"},
		"ambiguous":               {Text: "二"},
		"beyond":                  {Text: "二", Nth: 3},
		"disabled":                {Text: "上一页"},
		"a stranger":              {Text: "一", User: w.NewUser("陌生人")},
		"a field by itself":       {Name: "sort", Option: "a"},
		"an unknown field":        {Text: "重新搜索", Form: map[string]any{"x": "y"}},
		"an unknown option":       {Text: "重新搜索", Form: map[string]any{"sort": "z"}},
		"an unknown choice":       {Text: "重新搜索", Form: map[string]any{"service": []string{"z"}}},
		"a text that is too long": {Text: "重新搜索", Form: map[string]any{"low": "123456"}},
		"lines in a line":         {Text: "重新搜索", Form: map[string]any{"low": "1\n2"}},
		"the wrong kind":          {Text: "重新搜索", Form: map[string]any{"service": "a"}},
		"a recalled card":         {MessageID: gone},
		"no card":                 {MessageID: "om_x"},
	} {
		t.Run(name, func(t *testing.T) {
			if click.User.OpenID == "" {
				click.User = w.anna
			}
			if click.MessageID == "" {
				click.MessageID = id
			}
			_, err := w.Click(t.Context(), click)
			require.Error(t, err)
			var shown *platform.ClickError
			assert.NotErrorAs(t, err, &shown, "nothing is sent")
		})
	}
	_, err := w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Text: "二", Nth: 2})
	assert.NoError(t, err)
	_, err = w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Value: map[string]any{"n": 1}})
	assert.NoError(t, err)
	for _, d := range attempts(platform.Snapshot{Deliveries: w.Deliveries()}, id) {
		assert.Empty(t, d.Failure)
	}
	c.Advance(15 * 24 * time.Hour)
	_, err = w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Text: "一"})
	assert.Error(t, err)
}

func TestAnAnsweredCardReplacesTheClickedOne(t *testing.T) {
	w := start(t)
	next := card(words("第二页"))
	app := &callbacks{answer: func(int) (*callback.CardActionTriggerResponse, error) {
		return &callback.CardActionTriggerResponse{Card: &callback.Card{Type: "raw", Data: json.RawMessage(next)}}, nil
	}}
	w.connect(app.dispatcher())
	id := w.sendCard(card(button("下一页", `{"p":2}`)))
	got, err := w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id})
	require.NoError(t, err)
	assert.JSONEq(t, next, string(got.Card))
	m, _ := w.Message(id)
	assert.JSONEq(t, next, m.Content)
	assert.Equal(t, "callback", m.History[1].By)
	assert.Empty(t, m.Components())
}

func TestWrongAnswersAreShownAsErrors(t *testing.T) {
	raw := func(s string) *callback.CardActionTriggerResponse {
		return &callback.CardActionTriggerResponse{Card: &callback.Card{Type: "raw", Data: json.RawMessage(s)}}
	}
	for name, c := range map[string]struct {
		answer *callback.CardActionTriggerResponse
		err    error
		code   int
	}{
		"null":             {nil, nil, 200672},
		"an error":         {nil, errors.New("no"), 200671},
		"a bad toast":      {&callback.CardActionTriggerResponse{Toast: &callback.Toast{Type: "loud", Content: "x"}}, nil, 200672},
		"an empty toast":   {&callback.CardActionTriggerResponse{Toast: &callback.Toast{Type: "info"}}, nil, 200672},
		"a bad card":       {raw(card(`{"tag":"note"}`)), nil, 200673},
		"an old card":      {raw(`{"elements":[]}`), nil, 200830},
		"a template":       {&callback.CardActionTriggerResponse{Card: &callback.Card{Type: "template", Data: map[string]string{}}}, nil, 200673},
		"an unknown image": {raw(card(`{"tag":"img","img_key":"img_x","alt":{"tag":"plain_text","content":""}}`)), nil, 200673},
	} {
		t.Run(name, func(t *testing.T) {
			w := start(t)
			app := &callbacks{answer: func(int) (*callback.CardActionTriggerResponse, error) { return c.answer, c.err }}
			w.connect(app.dispatcher())
			id := w.sendCard(card(button("x", `{}`)))
			_, err := w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id})
			var shown *platform.ClickError
			require.ErrorAs(t, err, &shown)
			assert.Equal(t, c.code, shown.Code, shown.Reason)
			m, _ := w.Message(id)
			assert.Len(t, m.History, 1)
		})
	}
}

func TestCallbacksAreNeverDeliveredAgain(t *testing.T) {
	w := start(t, func(c *platform.Config) { c.AckDeadline = 50 * time.Millisecond })
	id := w.sendCard(card(button("x", `{}`)))
	click := platform.Click{User: w.anna, MessageID: id}
	var shown *platform.ClickError
	_, err := w.Click(t.Context(), click)
	require.ErrorAs(t, err, &shown)
	assert.Equal(t, 200340, shown.Code, "nobody is connected")

	release := make(chan struct{})
	app := &callbacks{answer: func(int) (*callback.CardActionTriggerResponse, error) {
		<-release
		return nil, nil
	}}
	w.connect(app.dispatcher())
	_, err = w.Click(t.Context(), click)
	close(release)
	require.ErrorAs(t, err, &shown)
	assert.Equal(t, 200341, shown.Code)
	assert.Len(t, attempts(platform.Snapshot{Deliveries: w.Deliveries()}, id), 2)
}

func TestComponentsOutsideFormsTellTheirValue(t *testing.T) {
	w := start(t)
	app := &callbacks{}
	w.connect(app.dispatcher())
	key := w.key(t, "image", "image_type", "message", picture(t, 20, 20))
	id := w.sendCard(strings.NewReplacer("img_known", key, "ou_x", w.anna.OpenID).Replace(card(everyComponent)))
	click := func(c platform.Click) map[string]any {
		c.User, c.MessageID = w.anna, id
		_, err := w.Click(t.Context(), c)
		require.NoError(t, err)
		return app.last(t)
	}
	assert.Equal(t, "2026-11-23 +0800", click(platform.Click{Tag: "date_picker", Option: "2026-11-23"})["option"])
	assert.Equal(t, "小风扇", click(platform.Click{Tag: "input", Input: "小风扇"})["input_value"])
	assert.Equal(t, "a", click(platform.Click{Tag: "select_img", Option: "a"})["option"])
	assert.Equal(t, w.anna.OpenID, click(platform.Click{Tag: "select_person", Option: w.anna.OpenID})["option"])
	container := click(platform.Click{Tag: "interactive_container"})
	assert.Equal(t, map[string]any{"a": "open"}, container["value"])
	assert.NotContains(t, container, "name")
	m, _ := w.Message(id)
	assert.Contains(t, m.Card(), "body")

	before := len(app.all())
	_, err := w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Tag: "checker", Checked: true})
	require.NoError(t, err)
	assert.Len(t, app.all(), before, "without behaviors a checker stays in the client")
}

func TestAButtonThatOnlyLeadsSomewhereSendsNothing(t *testing.T) {
	w := start(t)
	id := w.sendCard(card(`{"tag":"button","text":{"tag":"plain_text","content":"1688"},"behaviors":[{"type":"open_url","default_url":"https://detail.1688.com/offer/1.html"}]}`))
	got, err := w.Click(t.Context(), platform.Click{User: w.anna, MessageID: id, Text: "1688"})
	require.NoError(t, err)
	assert.Equal(t, "https://detail.1688.com/offer/1.html", got.URL)
	assert.Empty(t, w.Deliveries())
	m, _ := w.Message(id)
	require.Len(t, m.Components(), 1)
	assert.Equal(t, "button", m.Components()[0].Tag)
}
