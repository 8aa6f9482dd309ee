package lang

// Usage is what a command says of itself with --help.
type Usage struct {
	Line          string
	About         []string
	OptionsTitle  string
	Options       []Example
	ExamplesTitle string
	Examples      []Example
}

// Terminal is what tusou search prints, besides the texts of the result card.
type Terminal struct {
	Usage       Usage
	Number      string // the table's columns
	Price       string
	Consign     string
	Badges      string
	Title       string
	Link        string
	NoPrice     string // in a column of prices
	Input       string // the picture that comes from standard input
	Failed      Format // picture, reason, what to do
	NoPicture   string // of the command line
	NoneOf      Format // arguments of which none names a file
	NotHere     Format // a command that only the bot has
	UnknownFlag Format // the flag
	NeedsValue  Format // the flag
	Interrupted string
	Folder      string // a folder was named
	NotPublic   string // the address is one of a private network
	NoAddress   string // the address is none that can be fetched from
	Redirects   string
	Status      Format // HTTP status
	Unserved    Format // address of the listener, which serves other pictures
	NoListener  Format // address of the listener: it is not possible to listen there

	// Problems are those of a search where the words of the chat would be
	// wrong: nobody has a button to press.
	Problems map[Problem]ProblemText
}

// Cause says why something could not be reached or done.
type Cause struct {
	Name        string // the host's name cannot be resolved
	Refused     string // nothing listens there
	Timeout     string
	Certificate string
	Canceled    string
	Full        string // no room is left
	Missing     string // there is no such file
	Permission  string // the system does not allow it
}

// TerminalProblem gives the texts of a problem for who searches from a
// terminal.
func (t *Texts) TerminalProblem(p Problem) ProblemText {
	if text, ok := t.Terminal.Problems[p]; ok {
		return text
	}
	return t.Problem(p)
}
