package bot

import (
	"hash/maphash"
	"sync"
)

// serial lets clicks on one card be answered one after the other, so that of
// two people's clicks at once the answer that is given last shows what was
// decided last. Cards share a fixed number of locks; a click holds one for
// some milliseconds.
type serial struct {
	seed  maphash.Seed
	locks [64]sync.Mutex
}

func newSerial() *serial { return &serial{seed: maphash.MakeSeed()} }

// enter waits for its turn on a card; leave ends it. waited says that another
// click, on this card as a rule, was being answered.
func (s *serial) enter(card string) (leave func(), waited bool) {
	lock := &s.locks[maphash.String(s.seed, card)%uint64(len(s.locks))]
	if lock.TryLock() {
		return lock.Unlock, false
	}
	lock.Lock()
	return lock.Unlock, true
}
