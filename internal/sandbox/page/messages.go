package page

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// message is a message as the page reads it.
type message struct {
	ID       string   `json:"id"`
	Chat     string   `json:"chat"`
	Sender   person   `json:"sender"`
	Kind     string   `json:"kind"`
	Content  string   `json:"content"` // JSON by kind; for cards Card JSON 2.0
	Mentions []string `json:"mentions"`
	Parent   string   `json:"parent,omitempty"`
	Topic    string   `json:"topic,omitempty"` // of a message inside a topic: the message that began it
	Recalled bool     `json:"recalled,omitempty"`
	Created  int64    `json:"created"` // Unix milliseconds
	Version  int      `json:"version"` // grows with each change
}

type person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Bot  bool   `json:"bot,omitempty"`
	// Direct is the chat of the person with the bot.
	Direct string `json:"direct,omitempty"`
}

func (p *page) messageOf(m platform.Message) message {
	out := message{
		ID: m.ID, Chat: m.Chat.ID, Kind: m.Kind, Content: m.Content, Parent: m.Parent,
		Sender:   person{ID: m.Sender.OpenID, Name: m.Sender.Name, Bot: m.Sender.Bot},
		Mentions: []string{}, Recalled: m.Recalled, Created: m.Created.UnixMilli(), Version: len(m.History),
	}
	if m.Kind == "file" {
		out.Content = p.fileContent(m.Content)
	}
	if m.Recalled {
		// What was withdrawn is not shown, so it is not sent either.
		out.Content = ""
		out.Version++
	}
	// What began a topic carries its id too, but does not answer into it.
	if begun, ok := p.platform.Message(m.Parent); ok && m.Thread != "" && begun.Thread == m.Thread {
		out.Topic = begun.ID
	}
	for _, user := range m.Mentions {
		out.Mentions = append(out.Mentions, user.Name)
	}
	return out
}

// fileContent gives the content of a file message as it is received: the app
// sends the key alone.
func (p *page) fileContent(sent string) string {
	var content struct {
		Key  string `json:"file_key"`
		Name string `json:"file_name"`
	}
	if json.Unmarshal([]byte(sent), &content) != nil {
		return sent
	}
	if _, name, ok := p.platform.File(content.Key); ok && content.Name == "" {
		content.Name = name
	}
	received, err := json.Marshal(content)
	if err != nil {
		p.log.Error("chat page: encode file message", "error", err)
		return sent
	}
	return string(received)
}

// serveState answers what does not change while the page is open.
func (p *page) serveState(w http.ResponseWriter, _ *http.Request) {
	type sample struct {
		Name    string `json:"name"`
		Address string `json:"address"`
	}
	type chat struct {
		Key  string `json:"key"`
		ID   string `json:"id"`
		Name string `json:"name"`
		Size int    `json:"size"` // how many are in it, the bot too
	}
	state := struct {
		Bot     person            `json:"bot"`
		People  []person          `json:"people"`
		Groups  []chat            `json:"groups"`
		Samples []sample          `json:"samples"`
		Words   map[string]string `json:"words"`
	}{Samples: []sample{}, Words: p.words}
	for _, user := range p.platform.Users() {
		if user.OpenID == p.platform.BotOpenID() {
			state.Bot = person{ID: user.OpenID, Name: user.Name, Bot: true}
		}
	}
	for _, user := range p.people {
		state.People = append(state.People, person{ID: user.OpenID, Name: user.Name, Direct: p.platform.DirectChat(user).ID})
	}
	for _, g := range p.groups {
		state.Groups = append(state.Groups, chat{Key: g.key, ID: g.ID, Name: g.Name, Size: len(p.people) + 1})
	}
	for i, s := range p.samples {
		state.Samples = append(state.Samples, sample{Name: s.Name, Address: "/sample/" + strconv.Itoa(i)})
	}
	p.answer(w, http.StatusOK, state)
}

// serveMessages answers the messages of one chat of the page.
func (p *page) serveMessages(w http.ResponseWriter, r *http.Request) {
	chat := r.URL.Query().Get("chat")
	known := slices.ContainsFunc(p.groups, func(g group) bool { return g.ID == chat }) ||
		slices.ContainsFunc(p.people, func(u platform.User) bool { return p.platform.DirectChat(u).ID == chat })
	if !known {
		p.refuse(w, http.StatusNotFound, "errChat")
		return
	}
	messages := []message{}
	for _, m := range p.platform.Messages(chat) {
		messages = append(messages, p.messageOf(m))
	}
	p.answer(w, http.StatusOK, messages)
}

// status is the line under the chat.
type status struct {
	Platform    map[string]int           `json:"platform"` // calls that took effect, by API
	Billed      int                      `json:"billed"`
	Gateway     map[gateway.Endpoint]int `json:"gateway"`
	Connections int                      `json:"connections"` // long connections of the bot
}

func (p *page) status() status {
	return status{
		Platform: p.platform.Counts(), Billed: p.platform.Billed(),
		Gateway: p.gateway.Counts(), Connections: p.platform.Connections(),
	}
}

func (p *page) serveStatus(w http.ResponseWriter, _ *http.Request) {
	p.answer(w, http.StatusOK, p.status())
}

// serveImage serves a picture of a message or a card.
func (p *page) serveImage(w http.ResponseWriter, r *http.Request) {
	data, contentType, ok := p.platform.Image(r.PathValue("key"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	if !strings.HasPrefix(contentType, "image/") || strings.Contains(contentType, "svg") {
		contentType = "application/octet-stream"
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "private, max-age=86400") // A key never changes its picture.
	p.write(w, data)
}

// serveFile serves a file of a message, always as a download.
func (p *page) serveFile(w http.ResponseWriter, r *http.Request) {
	data, name, ok := p.platform.File(r.PathValue("key"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	p.write(w, data)
}

func (p *page) serveSample(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || n < 0 || n >= len(p.samples) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=86400")
	p.write(w, p.samples[n].JPEG())
}

// answer writes a JSON answer.
func (p *page) answer(w http.ResponseWriter, code int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		p.log.Error("chat page: encode answer", "error", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	p.write(w, body)
}

// refuse answers with one of the page's sentences for the person.
func (p *page) refuse(w http.ResponseWriter, code int, key string) {
	p.answer(w, code, map[string]string{"error": p.words[key]})
}

func (p *page) write(w http.ResponseWriter, body []byte) {
	if _, err := w.Write(body); err != nil {
		p.log.Debug("chat page: the browser left", "error", err)
	}
}
