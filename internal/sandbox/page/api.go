package page

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"

	"tusou/internal/sandbox/platform"
)

// maxPictures is how many pictures one message takes.
const maxPictures = 20

// servePost writes a message: a multipart form with user, chat (direct or
// group), text, mention (1 for the bot), quote, and any number of image parts
// or one file part.
func (p *page) servePost(w http.ResponseWriter, r *http.Request) {
	const inMemory = 8 << 20
	if err := r.ParseMultipartForm(inMemory); err != nil { //nolint:gosec // The body is bounded for every request by guard.
		p.refuse(w, http.StatusBadRequest, "消息太大或格式不对")
		return
	}
	defer func() {
		if err := r.MultipartForm.RemoveAll(); err != nil {
			p.log.Warn("chat page: remove upload", "error", err)
		}
	}()
	user, ok := p.user(r.FormValue("user"))
	if !ok {
		p.refuse(w, http.StatusBadRequest, "没有这个人")
		return
	}
	out := platform.Outgoing{
		Chat: p.group, Sender: user, Text: r.FormValue("text"), MentionBot: r.FormValue("mention") == "1", Quote: r.FormValue("quote"),
	}
	if r.FormValue("chat") == "direct" {
		out.Chat, out.MentionBot = p.platform.DirectChat(user), false
	}
	if err := attach(&out, r.MultipartForm); err != nil {
		p.log.Warn("chat page: read upload", "error", err)
		p.refuse(w, http.StatusBadRequest, "附件没有读到")
		return
	}
	if out.Text == "" && len(out.Images) == 0 && out.File == nil {
		p.refuse(w, http.StatusBadRequest, "消息是空的")
		return
	}
	id, err := p.platform.Post(out)
	if err != nil {
		p.log.Warn("chat page: post", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "消息没有发出去")
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
		p.refuse(w, http.StatusUnprocessableEntity, "只能撤回自己的消息")
		return
	}
	if err := p.platform.Recall(asked.Message); err != nil {
		p.log.Warn("chat page: recall", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "撤回失败")
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
		p.refuse(w, http.StatusBadRequest, "没有这个人或组件")
		return
	}
	answer, err := p.platform.Click(r.Context(), platform.Click{
		User: user, MessageID: asked.Message, Path: asked.Path,
		Option: asked.Option, Input: asked.Input, Checked: asked.Checked, Form: formValues(asked.Form),
	})
	if err != nil {
		p.log.Warn("chat page: click", "error", err)
		p.answer(w, http.StatusUnprocessableEntity, clickFailure(err))
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
func clickFailure(err error) clickFailed {
	failed := clickFailed{Error: "这个操作现在不可用"}
	var callback *platform.ClickError
	if !errors.As(err, &callback) {
		return failed
	}
	failed.Code = callback.Code
	switch callback.Code {
	case 200340:
		failed.Error = "应用未配置卡片回调"
	case 200341:
		failed.Error = "目标回调服务超时未响应"
	case 200671, 200672:
		failed.Error = "目标回调服务返回了错误的结果"
	case 200673, 200830:
		failed.Error = "目标回调服务返回了错误的卡片"
	default:
		failed.Error = "目标回调服务当前不可用"
	}
	return failed
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
		p.refuse(w, http.StatusBadRequest, "没有这个菜单")
		return
	}
	if err := p.platform.PressMenu(user, asked.Key); err != nil {
		p.log.Warn("chat page: press menu", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "菜单没有响应")
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
		p.refuse(w, http.StatusBadRequest, "没有这个人")
		return
	}
	if err := p.platform.OpenDirectChat(user); err != nil {
		p.log.Warn("chat page: open direct chat", "error", err)
		p.refuse(w, http.StatusUnprocessableEntity, "会话没有打开")
		return
	}
	p.answer(w, http.StatusOK, struct{}{})
}

// read decodes a JSON request, or refuses it.
func (p *page) read(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		p.refuse(w, http.StatusBadRequest, "请求格式不对")
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
