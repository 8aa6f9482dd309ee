package platform

import "fmt"

// The chat modes, as GET chat names them.
const (
	ModeDirect = "p2p"
	ModeGroup  = "group"
	ModeTopic  = "topic"
)

// User is a person of the tenant, or the bot of an app.
type User struct {
	OpenID  string // ou_…
	UnionID string // on_…
	UserID  string // empty for bots
	Name    string
	Bot     bool
}

// Chat names a conversation.
type Chat struct {
	ID   string // oc_…
	Name string // empty for direct chats
	Mode string // ModeDirect, ModeGroup or ModeTopic
}

// chat is the platform's own state of a conversation.
type chat struct {
	Chat
	members   map[string]bool // open ids of people and of other apps' bots
	hasBot    bool            // the app's bot is a member
	noThreads bool
}

// NewUser adds a person to the tenant.
func (p *Platform) NewUser(name string) User {
	return p.addUser(User{UserID: randomHex(4), Name: name})
}

// NewBot adds another app's bot, which can be put into groups.
func (p *Platform) NewBot(name string) User {
	return p.addUser(User{Name: name, Bot: true})
}

func (p *Platform) addUser(u User) User {
	u.OpenID = "ou_" + randomHex(16)
	u.UnionID = "on_" + randomHex(16)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users[u.OpenID] = u
	p.people = append(p.people, u.OpenID)
	return u
}

// Users returns the people and bots of the tenant in the order of their coming;
// the app's own bot is the first.
func (p *Platform) Users() []User {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]User, 0, len(p.users))
	for _, id := range p.people {
		out = append(out, p.users[id])
	}
	return out
}

// NewGroup makes a group that the bot already belongs to; no event tells of it.
func (p *Platform) NewGroup(name string, members ...User) Chat {
	return p.addChat(Chat{Name: name, Mode: ModeGroup}, members)
}

// NewTopicGroup makes a group whose every message opens or continues a topic.
func (p *Platform) NewTopicGroup(name string, members ...User) Chat {
	return p.addChat(Chat{Name: name, Mode: ModeTopic}, members)
}

// DirectChat returns the direct chat of a person with the bot, the same one
// every time.
func (p *Platform) DirectChat(u User) Chat {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.directLocked(u).Chat
}

func (p *Platform) directLocked(u User) *chat {
	for _, c := range p.chats {
		if c.Mode == ModeDirect && c.members[u.OpenID] {
			return c
		}
	}
	return p.addChatLocked(Chat{Mode: ModeDirect}, []User{u})
}

func (p *Platform) addChat(c Chat, members []User) Chat {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.addChatLocked(c, members).Chat
}

func (p *Platform) addChatLocked(c Chat, members []User) *chat {
	c.ID = "oc_" + randomHex(16)
	added := &chat{Chat: c, members: make(map[string]bool, len(members)), hasBot: true}
	for _, u := range members {
		added.members[u.OpenID] = true
	}
	p.chats[c.ID] = added
	p.rooms = append(p.rooms, c.ID)
	p.noteLocked(Change{Kind: ChangeChat, ChatID: c.ID})
	return added
}

// Chats returns every conversation in the order of their beginning.
func (p *Platform) Chats() []Chat {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]Chat, 0, len(p.chats))
	for _, id := range p.rooms {
		out = append(out, p.chats[id].Chat)
	}
	return out
}

// SetThreads says whether replies in thread are possible in the chat; they are
// unless this forbids them.
func (p *Platform) SetThreads(chatID string, possible bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.chats[chatID]
	if !ok {
		return fmt.Errorf("set threads: no chat %s", chatID)
	}
	c.noThreads = !possible
	return nil
}

// RemoveBot takes the bot out of a group: it sees and sends nothing there any
// more.
func (p *Platform) RemoveBot(chatID string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.chats[chatID]
	if !ok {
		return fmt.Errorf("remove bot: no chat %s", chatID)
	}
	c.hasBot = false
	return nil
}

// AddBot makes the bot a member of a group on behalf of a person and sends the
// event of it, if the app's scopes let it subscribe to the event.
func (p *Platform) AddBot(chatID string, by User) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.chats[chatID]
	if !ok || c.Mode == ModeDirect {
		return fmt.Errorf("add bot: no group %s", chatID)
	}
	c.hasBot = true
	if p.granted("im:chat", "im:chat:readonly", "im:chat.members:bot_access") {
		p.emitLocked(eventBotAdded, "", botAddedEvent{
			ChatID: c.ID, OperatorID: p.idsOf(by), OperatorTenantKey: p.tenant,
			Name: c.Name, I18nNames: i18nNames{ZhCN: c.Name, EnUS: c.Name, JaJP: c.Name},
		})
	}
	return nil
}

// OpenDirectChat sends the event of a person opening the direct chat, which
// the platform sends at every opening.
func (p *Platform) OpenDirectChat(u User) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.users[u.OpenID]; !ok {
		return fmt.Errorf("open direct chat: no user %s", u.OpenID)
	}
	c := p.directLocked(u)
	e := chatEnteredEvent{ChatID: c.ID, OperatorID: p.idsOf(u)}
	for i := len(p.timeline) - 1; i >= 0; i-- {
		if m := p.timeline[i]; m.chat == c {
			e.LastMessageID, e.LastMessageCreateTime = m.id, millis(m.created)
			break
		}
	}
	p.emitLocked(eventChatEntered, "", e)
	return nil
}

// PressMenu sends the event of a press on the bot's menu.
func (p *Platform) PressMenu(u User, key string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.users[u.OpenID]; !ok {
		return fmt.Errorf("press menu: no user %s", u.OpenID)
	}
	p.directLocked(u)
	e := menuEvent{EventKey: key, Timestamp: p.cfg.Now().Unix()}
	e.Operator.OperatorID = p.idsOf(u)
	if p.granted("application:application.bot.operator_name:readonly") {
		e.Operator.OperatorName = u.Name
	}
	p.emitLocked(eventMenu, "", e)
	return nil
}
