package bot

import (
	"context"
	"sync"
)

// serial lets what is done with one card be done one after the other.
type serial struct {
	mu    sync.Mutex
	cards map[string]*turn // of those that are in somebody's hands
}

// turn is one card's: who holds the token is at work.
type turn struct {
	token chan struct{}
	users int // at work or waiting
}

func newSerial() *serial { return &serial{cards: make(map[string]*turn)} }

// enter waits for its turn on a card, or for the end of ctx, which is its
// error; leave ends the turn. waited says that somebody else was at work.
func (s *serial) enter(ctx context.Context, card string) (leave func(), waited bool, err error) {
	t := s.join(card)
	leave = func() {
		<-t.token
		s.part(card, t)
	}
	select {
	case t.token <- struct{}{}:
		return leave, false, nil
	default:
	}
	select {
	case t.token <- struct{}{}:
		return leave, true, nil
	case <-ctx.Done():
		s.part(card, t)
		return nil, true, ctx.Err()
	}
}

func (s *serial) join(card string) *turn {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.cards[card]
	if !ok {
		t = &turn{token: make(chan struct{}, 1)}
		s.cards[card] = t
	}
	t.users++
	return t
}

func (s *serial) part(card string, t *turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.users--; t.users == 0 {
		delete(s.cards, card)
	}
}
