package platform

import "strings"

// maxResourceBytes is the largest resource of a message that can be
// downloaded.
const maxResourceBytes = 100 << 20

// serveResource gives a picture or a file of a message.
func (p *Platform) serveResource(q *request) (any, *apiError) {
	key, kind := q.PathValue("key"), q.URL.Query().Get("type")
	if kind != "image" && kind != "file" {
		return nil, badRequest(234001, "Invalid request param.")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.messages[q.PathValue("message")]
	if !ok {
		return nil, errUnknownMessage()
	}
	q.call.ChatID = m.chat.ID
	held, from := m.pictures, p.images
	if kind == "file" {
		held, from = m.blobs, p.files
	}
	switch {
	case !m.chat.hasBot:
		return nil, badRequest(234004, "App not in chat.")
	case m.recalled:
		return nil, badRequest(230110, "Action unavailable as the message has been deleted.")
	case m.kind == kindCard, m.kind == kindForward, m.kind == kindSticker, m.upper != "":
		return nil, badRequest(234043, "Unsupported message type.")
	case !held[key]:
		return nil, badRequest(234003, "File not in message.")
	}
	u := from[key]
	if len(u.data) > maxResourceBytes {
		return nil, badRequest(234037, "Downloaded file size exceeds limit.")
	}
	name := u.name
	if name == "" {
		name = key + "." + strings.TrimPrefix(u.contentType, "image/")
	}
	return blob{data: u.data, contentType: u.contentType, name: name}, nil
}
