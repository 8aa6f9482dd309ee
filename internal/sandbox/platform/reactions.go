package platform

import "slices"

// reaction is an emoji that the bot put on a message.
type reaction struct{ messageID, emoji string }

// emojis returns the names that the reference lists; the platform knows more,
// and they are case-sensitive.
func emojis() []string {
	return []string{
		"OK", "THUMBSUP", "THANKS", "DONE", "OnIt", "OneSecond", "Typing", "Get", "LGTM", "CheckMark", "CrossMark",
		"ERROR", "Alarm", "THINKING", "SMILE", "Yes", "No", "Hundred", "EYESCLOSED",
	}
}

func (p *Platform) serveReactionAdd(q *request) (any, *apiError) {
	var body struct {
		ReactionType struct {
			EmojiType string `json:"emoji_type"`
		} `json:"reaction_type"`
	}
	if refusal := q.decode(&body); refusal != nil {
		return nil, refusal
	}
	emoji := body.ReactionType.EmojiType
	if !slices.Contains(emojis(), emoji) {
		return nil, badRequest(231001, "reaction type is invalid.")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.messages[q.PathValue("message")]
	switch {
	case !ok:
		return nil, errUnknownMessage()
	case !m.chat.hasBot:
		return nil, badRequest(231002, "The operator has no permission to react on the specific message.")
	case m.recalled:
		return nil, badRequest(231003, "The message is not found, maybe not exist or deleted.")
	}
	q.call.ChatID = m.chat.ID
	id := randomHex(24)
	p.reactions[id] = reaction{messageID: m.id, emoji: emoji}
	return p.reactionBody(id, emoji), nil
}

func (p *Platform) serveReactionDelete(q *request) (any, *apiError) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := q.PathValue("reaction")
	r, ok := p.reactions[id]
	if !ok || r.messageID != q.PathValue("message") {
		return nil, badRequest(231007, "The user or app can NOT delete a reaction that does not exist.")
	}
	delete(p.reactions, id)
	return p.reactionBody(id, r.emoji), nil
}

func (p *Platform) reactionBody(id, emoji string) map[string]any {
	return map[string]any{
		"reaction_id": id, "action_time": millis(p.cfg.Now()),
		"operator":      map[string]string{"operator_id": p.cfg.AppID, "operator_type": "app"},
		"reaction_type": map[string]string{"emoji_type": emoji},
	}
}

// Reactions returns the emoji names that the bot put on a message, in no order.
func (p *Platform) Reactions(messageID string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, r := range p.reactions {
		if r.messageID == messageID {
			out = append(out, r.emoji)
		}
	}
	return out
}
