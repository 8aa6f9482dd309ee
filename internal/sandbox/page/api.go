package page

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tusou/internal/sandbox/platform"
)

// maxPictures is how many pictures one message takes.
const maxPictures = 20

// servePost writes a message: a multipart form with user, chat (direct or the
// key of a group), text, mention (1 for the bot), quote, and any number of image
// parts or one file part.
func (p *page) servePost(w http.ResponseWriter, r *http.Request) {
	const inMemory = 8 << 20
	if err := r.ParseMultipartForm(inMemory); err != nil { //nolint:gosec // The body is bounded for every request by guard.
		p.refuse(w, http.StatusBadRequest, "errBody")
		return
	}
	defer func() {
		if err := r.MultipartForm.RemoveAll(); err != nil {
			p.log.Warn("chat page: remove upload", "error", err)
		}
	}()
	user, ok := p.user(r.FormValue("user"))
	if !ok {
		p.refuse(w, http.StatusBadRequest, "errPerson")
		return
	}
	chat, ok := p.chat(r.FormValue("chat"), user)
	if !ok {
		p.refuse(w, http.StatusBadRequest, "errChat")
		return
	}
	out := platform.Outgoing{
		Chat: chat, Sender: user, Quote: r.FormValue("quote"),
		Text:       strings.ReplaceAll(r.FormValue("text"), "\r\n", "\n"), // as forms write it
		MentionBot: r.FormValue("mention") == "1" && chat.Mode != platform.ModeDirect,
	}
	if err := attach(&out, r.MultipartForm); err != nil {
		p.log.Warn("chat page: read upload", "error", err)
		p.refuse(w, http.StatusBadRequest, "errUpload")
		return
	}
	if out.Text == "" && len(out.Images) == 0 && out.File == nil {
		p.refuse(w, http.StatusBadRequest, "errEmpty")
		return
	}
	id, err := p.platform.Post(out)
	if err != nil {
		p.log.Warn("chat page: post", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "errPost")
		return
	}
	p.answer(w, http.StatusOK, map[string]string{"id": id})
}

// attach puts the uploaded pictures, or the one file, into a message.
func attach(out *platform.Outgoing, form *multipart.Form) error {
	images := form.File["image"]
	if len(images) > maxPictures {
		return errors.New("too many pictures")
	}
	for _, part := range images {
		data, err := contents(part)
		if err != nil {
			return err
		}
		out.Images = append(out.Images, data)
	}
	if files := form.File["file"]; len(files) == 1 {
		data, err := contents(files[0])
		if err != nil {
			return err
		}
		// A file is a message of its own and carries neither words nor a mention.
		*out = platform.Outgoing{
			Chat: out.Chat, Sender: out.Sender, Quote: out.Quote, Kind: "file", File: data, FileName: files[0].Filename,
		}
	}
	return nil
}

func contents(part *multipart.FileHeader) (data []byte, err error) {
	file, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(file)
}

// serveRecall withdraws a message of the person.
func (p *page) serveRecall(w http.ResponseWriter, r *http.Request) {
	var asked struct{ User, Message string }
	if !p.read(w, r, &asked) {
		return
	}
	m, ok := p.platform.Message(asked.Message)
	if !ok || m.Sender.OpenID != asked.User || m.Recalled {
		p.refuse(w, http.StatusUnprocessableEntity, "errRecall")
		return
	}
	if err := p.platform.Recall(asked.Message); err != nil {
		p.log.Warn("chat page: recall", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "errRecall")
		return
	}
	p.answer(w, http.StatusOK, struct{}{})
}

// serveClick works a component of a card.
func (p *page) serveClick(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		User, Message, Path, Option, Input string
		Checked                            bool
		Form                               map[string]any
	}
	if !p.read(w, r, &asked) {
		return
	}
	user, ok := p.user(asked.User)
	if !ok || asked.Path == "" {
		p.refuse(w, http.StatusBadRequest, "errComponent")
		return
	}
	answer, err := p.platform.Click(r.Context(), platform.Click{
		User: user, MessageID: asked.Message, Path: asked.Path,
		Option: asked.Option, Input: asked.Input, Checked: asked.Checked, Form: formValues(asked.Form),
	})
	if err != nil {
		p.log.Warn("chat page: click", "error", err)
		p.answer(w, http.StatusUnprocessableEntity, p.clickFailure(err))
		return
	}
	p.answer(w, http.StatusOK, map[string]any{"toast": answer.Toast})
}

// formValues turns JSON's lists into the lists of texts that the platform takes.
func formValues(form map[string]any) map[string]any {
	for name, value := range form {
		list, ok := value.([]any)
		if !ok {
			continue
		}
		texts := []string{}
		for _, v := range list {
			if text, ok := v.(string); ok {
				texts = append(texts, text)
			}
		}
		form[name] = texts
	}
	return form
}

// clickFailed is what the client shows when a click did not work out.
type clickFailed struct {
	Error string `json:"error"`
	Code  int    `json:"code,omitempty"` // of the clients, as 200341
}

// clickFailure gives the client's words for a failed click.
func (p *page) clickFailure(err error) clickFailed {
	var callback *platform.ClickError
	if !errors.As(err, &callback) {
		return clickFailed{Error: p.words["errComponent"]}
	}
	said, ok := p.words["click"+strconv.Itoa(callback.Code)]
	if !ok {
		said = p.words["clickElsewhere"]
	}
	return clickFailed{said, callback.Code}
}

// menuKeys are the event keys of the bot's menu.
func menuKeys() []string { return []string{"tusou_help", "tusou_history", "tusou_list"} }

// serveMenu presses an entry of the bot's menu.
func (p *page) serveMenu(w http.ResponseWriter, r *http.Request) {
	var asked struct{ User, Key string }
	if !p.read(w, r, &asked) {
		return
	}
	user, ok := p.user(asked.User)
	if !ok || !slices.Contains(menuKeys(), asked.Key) {
		p.refuse(w, http.StatusBadRequest, "errMenu")
		return
	}
	if err := p.platform.PressMenu(user, asked.Key); err != nil {
		p.log.Warn("chat page: press menu", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "errMenu")
		return
	}
	p.answer(w, http.StatusOK, struct{}{})
}

// serveOpen says that the person opened the direct chat.
func (p *page) serveOpen(w http.ResponseWriter, r *http.Request) {
	var asked struct{ User string }
	if !p.read(w, r, &asked) {
		return
	}
	user, ok := p.user(asked.User)
	if !ok {
		p.refuse(w, http.StatusBadRequest, "errPerson")
		return
	}
	if err := p.platform.OpenDirectChat(user); err != nil {
		p.log.Warn("chat page: open direct chat", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "errOpen")
		return
	}
	p.answer(w, http.StatusOK, struct{}{})
}

// read decodes a JSON request, or refuses it.
func (p *page) read(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		p.refuse(w, http.StatusBadRequest, "errRequest")
		return false
	}
	return true
}

// user gives one of the page's people by open id.
func (p *page) user(openID string) (platform.User, bool) {
	i := slices.IndexFunc(p.people, func(u platform.User) bool { return u.OpenID == openID })
	if i < 0 {
		return platform.User{}, false
	}
	return p.people[i], true
}

// chat gives a chat by its key, as the person sees it.
func (p *page) chat(key string, user platform.User) (platform.Chat, bool) {
	if key == "direct" {
		return p.platform.DirectChat(user), true
	}
	i := slices.IndexFunc(p.groups, func(g group) bool { return g.key == key })
	if i < 0 {
		return platform.Chat{}, false
	}
	return p.groups[i].Chat, true
}
