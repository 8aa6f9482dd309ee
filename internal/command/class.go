package command

// class says what may begin or end with a character, so that most of a text is
// passed over without a look into any list of words.
type class uint16

const (
	opensEntry  class = 1 << iota // a word of the lexicon
	opensSpared                   // a real word
	opensPrice                    // a price
	opensSaid                     // keywords said outright
	opensSound                    // a word that may sound like a name
	opensName                     // a name that may be misspelt
	closesName
	inSound         // a syllable of a name
	closesDimension // the name of a dimension or a model
	isSign          // neither letter nor digit, or the beginning of an address

	opensPiece = opensEntry | opensPrice | opensSaid | isSign
)

// classes tells the class of every character of the basic plane.
type classes []class

func newClasses() classes {
	c := make(classes, basicPlane)
	for r := range rune(basicPlane) {
		if !isHan(r) && !isWord(r) {
			c[r] = isSign
		}
	}
	c['h'] |= isSign // http://
	return c
}

func (c classes) of(r rune) class {
	switch {
	case r < basicPlane:
		return c[r]
	case isHan(r):
		return 0
	}
	return isSign
}

func (c classes) mark(as class) func(rune) { return func(r rune) { c[r] |= as } }
