package lang

import (
	"fmt"
	"time"
)

// The languages that TUSOU_LANG can name.
const (
	Chinese = "zh"
	English = "en"
)

// Format is a text with places for values, written as fmt.Sprintf takes them.
type Format string

// With puts the values in; their number and kinds are those of the field's
// comment.
func (f Format) With(values ...any) string { return fmt.Sprintf(string(f), values...) }

// Texts is everything that people see in one language.
type Texts struct {
	Language string // Chinese or English

	Progress   Progress
	Result     Result
	Detail     Detail
	Compare    Compare
	Shortlist  Shortlist
	History    History
	Form       Form
	FilterForm FilterForm
	Failure    Failure
	Hint       Hint
	Welcome    Welcome
	Help       Help
	FilterList FilterList
	Stats      Stats
	Export     Export
	Toast      Toast
	Notice     Notice
	Term       Term
	Ages       Ages
	Terminal   Terminal
	Doctor     Doctor
	Cause      Cause

	// Problems says for every Problem what happened and what to do.
	Problems map[Problem]ProblemText
	// DetailProblems are those of an offer's details where the words of a
	// search would be wrong.
	DetailProblems map[Problem]ProblemText
	// Groups are the headings of the filter groups, by the group's key.
	Groups map[string]string
	// NotSearchable says what to do instead of sending something that holds
	// no picture to search by, keyed by the platform's message_type.
	NotSearchable map[string]string
}

// Progress is the card shown while a search runs.
type Progress struct {
	Title string
	Body  string
}

// Result is the card of offers.
type Result struct {
	Title          Format // number of offers
	TitleNone      string
	Summary        Format // number of offers, what was understood: the line in the chat list
	Understood     Format // what was understood
	Label          Format // number of the picture, number of pictures
	LeftOut        Format // pictures searched, pictures left out
	Prices         Format // lowest, median, highest, each with its sign
	Price          Format // amount
	ConsignPrice   Format // amount of 代发价
	NoPrice        string
	Between        Format // lower, upper end in yuan
	AtMost         Format // upper end in yuan
	AtLeast        Format // lower end in yuan
	InRange        Format // number of offers, number in range, range
	Nearest        Format // number of offers, range, number of nearest shown
	NoneInRange    Format // number of offers, range
	ShowAll        string
	FreeShipping   string
	Selected       string
	SameImage      Format // number of offers with this picture
	PictureLoading string
	PictureMissing string
	Untitled       string
	Detail         string
	Similar        string
	Collect        string
	Collected      string
	Link           string
	PreviousPage   string
	NextPage       string
	Page           Format // page, number of pages
	SourceLive     Format // age
	SourceCached   Format // age
	SourceStale    Format // age
	Stale          string // tag in the header
	Refresh        string
	NothingFound   string
	NothingTry     []string
	SortDefault    string
	SortPriceAsc   string
	SortPriceDesc  string
}

// Form is what both filter forms have in common, and the title and the button
// of the one that is folded in the card of offers.
type Form struct {
	Title    string
	Choose   string // placeholder of the selects
	PriceMin string
	PriceMax string
	Keywords string
	Sort     string
	Submit   string
	NotKept  Format // number of filters in force that the form has no room for
}

// FilterForm is the card of /filter alone, and whose picture it says will be
// searched.
type FilterForm struct {
	Title       string
	Submit      string
	LeftOut     Format // number of filters that are not offered
	LastPicture string // the sender's last picture
	LastSearch  string // the picture of the sender's last search
	Quoted      string // the quoted picture, or the quoted card's
	NoPicture   string // there is none yet
}

// Detail is the card of one offer's details.
type Detail struct {
	Title           string
	Summary         Format // price, title: the line in the chat list
	OffShelf        string // tag in the header
	OffShelfWarning string
	Price           Format // the price beside 代发价, with its sign
	Span            Format // lower, upper price, each with its sign
	From            Format // lowest price of the ladder, with its sign
	Dropship        string // badges
	NoDropship      string
	Returns         string
	NotFree         string // freight is not free
	Pictures        string // what a fact is called, before its value and among what is missing
	PriceName       string
	ConsignName     string
	Ladder          string
	MinOrder        string
	Stock           string
	Place           string
	Handling        string
	Freight         string
	Channels        string
	Services        string
	SKUs            string
	Attributes      string
	Weight          string
	Category        string
	Supplier        string
	Quantity        Format // number, unit
	Piece           string // the unit where none is given
	Step            Format // quantity, price with its sign
	SoldOut         string
	Days            Format // number
	AsDescribed     string // freight as the product's page says
	SellerPays      string
	Template        Format // id of the freight template
	Kilograms       Format // number
	MoreSKUs        Format // number left out
	MoreAttributes  Format // number left out
	AttributesTitle Format // number
	Missing         Format // names of what the interface did not return
	SourceStale     Format // age
}

// Compare is the card of candidates side by side.
type Compare struct {
	Title     Format // number compared
	NeedsTwo  string
	OnlyFirst Format // number compared, number there are
	NoDetail  Format // numbers of the candidates without details
	Legend    string // what the mark of the best value means
	Price     string // the rows
	Bulk      string
	MinOrder  string
	Shipping  string
	Returns   string
	Channels  string
	Stock     string
	Handling  string
	Selected  string
	Place     string
	From      Format // quantity, of the ladder's lowest price
	Count     Format // number of channels
	Yes       string
	No        string
}

// Shortlist is the card of a chat's candidates.
type Shortlist struct {
	Title        Format // number of candidates
	TitleEmpty   string
	Empty        string
	EmptyTry     []string
	Entry        Format // number of the candidate, title
	Collected    Format // time
	FoundWith    Format // terms
	Remove       string
	Compare      string
	Export       string
	Clear        string
	ClearTitle   string // of the question before clearing
	ClearWarning Format // number of candidates
}

// History is the card of somebody's last searches.
type History struct {
	Title      string
	Subtitle   Format // number of searches
	TitleEmpty string
	Empty      string
	NoTerms    string // a search with nothing but its picture
	Found      Format // time, number of offers, lowest price with its sign
	NoPrice    Format // time, number of offers
	Nothing    Format // time
	Unanswered Format // time
	Open       string
}

// Stats is the card of /stats.
type Stats struct {
	Title    string
	Subtitle Format // time
	Today    string
	Week     string
	Searches string
	Cached   string
	Calls    string
	Failures string
	Median   string
	P95      string
	People   string
	Share    Format // percent
	Seconds  Format // number
	Filters  Format // filters, each with its number
}

// Failure is the frame of the error card.
type Failure struct {
	WhatToDo Format // advice
	Retry    string
	Detail   Format // what exactly was met: a format, a scope
	Support  string // leads the lines for support
	Code     Format // the gateway's code
	Message  Format // the gateway's message
	TraceID  Format // the gateway's trace id
	Quota    Format // searches that a person has in a day
}

// Hint is the short card for somebody who gave no picture.
type Hint struct {
	Title string
	Body  string
	Lines []string
}

// Welcome is the card that introduces the bot.
type Welcome struct {
	Title  string
	Direct string // in direct chat
	Group  string // in a group that hears only mentions
	Every  string // in a group where every picture is searched
	Lines  []string
	More   string
}

// Help is the card of /help.
type Help struct {
	Title    string
	Picture  string // heading, then its lines
	Pictures []string
	Terms    string
	Examples []Example
	Commands string
	// Command gives what each command does, keyed by its English name
	// without the slash.
	Command map[string]Example
}

// Example is something to type and what it does.
type Example struct {
	Type string
	Does string
}

// Toast holds the short lines that answer a click.
type Toast struct {
	CardGone       string // the card's search or picture is gone, or the card is not ours
	BadPrice       string // the form's prices cannot be read
	Searching      string // 「重新搜索」 accepted
	Refreshing     string // 「刷新」 accepted
	Retrying       string // 「重试」 accepted
	AlreadyRunning string // the same is already under way
	SimilarStarted string
	SimilarNoImage string
	DetailStarted  string
	Collected      Format // number on the shortlist
	AlreadyOnList  Format // number on the shortlist
	Uncollected    Format // number on the shortlist
	Removed        Format // number on the shortlist
	Cleared        Format // number taken off
	ListEmpty      string
	ListFull       Format // most offers on the shortlist
	CompareStarted string
	CompareTwo     string
	ExportStarted  string
	ExportRunning  string
	Opened         string // a search of the history was opened
	SearchStarted  string // 「搜索」 of the filter form accepted
	NoPicture      string // the filter form has no picture to search by
	TakesLonger    string // no answer within the callback's time
	Spent          string // the company's calls to the platform are used up for the month
	Failed         string
	ChatNotAllowed string
}

// Notice holds the sentences that answer a message without a search, and the
// notes that a card adds to what was understood.
type Notice struct {
	ChatNotAllowed  string
	Reset           string
	ResetNothing    string
	UnknownCommand  Format // what was typed, the nearest command
	UnknownNoGuess  Format // what was typed
	AdminsOnly      string
	PictureGone     string // the picture meant was withdrawn
	MessageFailed   string // every attempt to read the message failed
	SearchGone      string // the quoted card's search is no longer kept
	DefaultsSet     Format // the terms
	DefaultsShown   Format // the terms
	DefaultsNone    string
	DefaultsCleared string
	WhichChannel    string
	CannotSort      Format // what was asked for
	StricterRate    Format // what was asked for, what was taken
	Guessed         Format // what was typed, what it was taken for
	KeywordsCut     Format // most characters
	KeywordsIgnored Format // the keywords
	WhichRate       Format // what was asked for
	CardRefused     string // the platform takes no card of this result
	ExportFailed    string
	ExportTooLarge  string // the platform takes no file of this size
}

// FilterList is the card of /filters.
type FilterList struct {
	Title    string
	Subtitle string
	More     Format // number of filters not listed
}

// Export is the spreadsheet of /export.
type Export struct {
	FileName  string // before the time in the file's name
	Sheet     string // the sheet's name and the file's title, 31 characters at most
	NoPicture string // where a picture should be
	OffShelf  string // among the badges
	Step      Format // one line of the price ladder: quantity, unit, amount
	Piece     string // the unit where the offer names none
	Columns   ExportColumns
}

// ExportColumns are the headings of the spreadsheet, from left to right.
type ExportColumns struct {
	Picture      string
	Title        string
	Link         string
	ID           string
	Price        string
	ConsignPrice string
	Badges       string
	Ladder       string
	MinOrder     string
	Place        string
	QueryPicture string
	Keywords     string
	Filters      string
	Collector    string
	Collected    string // when
	Remark       string // left to the people
}

// Term holds the words in which terms are told back to the buyer, between the
// names of filters. Package command reads back what is written with them, so
// that a copied text is a search.
type Term struct {
	Yuan       Format // amount, with its sign or range
	Keywords   string // before the keywords
	Without    Format // filter that is taken away
	Ascending  string // the orders
	Descending string
	Default    string
	Refresh    string
	AnyPrice   string
}

// Ages holds relative times.
type Ages struct {
	JustNow string
	Minutes Format // number
	Hours   Format // number
	Days    Format // number
}

// For gives the texts of a language, Chinese or English; it fails on any
// other code.
func For(code string) (*Texts, error) {
	switch code {
	case Chinese:
		t := zh()
		return &t, nil
	case English:
		t := en()
		return &t, nil
	}
	return nil, fmt.Errorf("texts for language %q: only %s and %s are there", code, Chinese, English)
}

// Age says how long ago something was, in the largest whole unit. What lies
// in the future by a clock's error was just now.
func (t *Texts) Age(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return t.Ages.JustNow
	case d < time.Hour:
		return t.Ages.Minutes.With(int(d / time.Minute))
	case d < day:
		return t.Ages.Hours.With(int(d / time.Hour))
	}
	return t.Ages.Days.With(int(d / day))
}

// DetailProblem gives the texts of a problem that kept an offer's details from
// being had; an unknown one reads as an internal error.
func (t *Texts) DetailProblem(p Problem) ProblemText {
	if text, ok := t.DetailProblems[p]; ok {
		return text
	}
	if text, ok := t.Problems[p]; ok {
		return text
	}
	return t.DetailProblems[ProblemInternal]
}

// Problem gives the texts of a problem; an unknown one reads as an internal
// error.
func (t *Texts) Problem(p Problem) ProblemText {
	if text, ok := t.Problems[p]; ok {
		return text
	}
	return t.Problems[ProblemInternal]
}
