package lang

// Check names one line of tusou doctor.
type Check string

// The checks, in the order of their lines.
const (
	CheckCredentials Check = "credentials"
	CheckBot         Check = "bot"
	CheckScopes      Check = "scopes"
	CheckEvents      Check = "events"
	CheckCallbacks   Check = "callbacks"
	CheckClock       Check = "clock"
	CheckGateway     Check = "gateway"
	CheckPublicURL   Check = "public_url"
	CheckDatabase    Check = "database"
	CheckImages      Check = "images"
)

// AllChecks gives every check in the order of its line.
func AllChecks() []Check {
	return []Check{
		CheckCredentials, CheckBot, CheckScopes, CheckEvents, CheckCallbacks,
		CheckClock, CheckGateway, CheckPublicURL, CheckDatabase, CheckImages,
	}
}

// Doctor is what tusou doctor prints. A text whose name ends in Mend says how
// to mend what the text before it tells.
type Doctor struct {
	Usage   Usage
	Names   map[Check]string
	Mend    Format // how to mend it
	And     Format // two things found
	Comma   Format // two names
	Nothing string // instead of words and names where there are none
	AllGood string
	NoFault Format // number of lines that could not be checked
	Faults  Format // number of faults

	Credentials DoctorCredentials
	Bot         DoctorBot
	Scopes      DoctorScopes
	Events      DoctorEvents
	Callbacks   DoctorCallbacks
	Clock       DoctorClock
	Gateway     DoctorGateway
	PublicURL   DoctorPublicURL
	Database    DoctorDatabase
	Images      DoctorImages
}

// DoctorCredentials are the texts of the first line, and of what concerns the
// platform as a whole.
type DoctorCredentials struct {
	Good         Format // app id
	Refused      Format // the platform's code and message
	RefusedMend  string
	AddressMend  string // this machine's address is not on the app's list
	Disabled     Format // the platform's code and message
	DisabledMend string
	Down         Format // host, cause
	DownMend     string
	Busy         Format // HTTP status, the platform's code and message
	Stranger     Format // host, HTTP status: what answers there is not the platform
	StrangerMend string
	None         string // why other lines could not be checked
}

// DoctorBot are the texts of the bot's line.
type DoctorBot struct {
	Good         Format // name, open id
	None         Format // the platform's code and message
	NoneMend     string
	Disabled     Format // name, the platform's state of the app
	DisabledMend string
}

// DoctorScopes are the texts of the scopes' line.
type DoctorScopes struct {
	Good     Format // number of scopes needed
	Missing  Format // names
	Mend     Format // address of the console's page
	Optional Format // name of a scope that only some functions need
	Probed   Format // names that calls showed to be granted, names that only the console shows
}

// DoctorEvents are the texts of the events' line.
type DoctorEvents struct {
	Connects      string // the platform lets the app open a long connection
	Refused       Format // the platform's code and message
	RefusedMend   string
	Socket        string // the modes' names in the console
	Webhook       string
	Other         Format // the mode that the console is set to
	OtherMend     Format // the mode that it should be set to
	OtherURL      Format // the address that the console is set to
	OtherURLMend  Format // the address that it should be set to
	Missing       Format // name of an event
	MissingMend   Format // names of events
	Subscribed    Format // number of events
	Optional      Format // names of events that only some functions need
	Unseen        Format // the scope that lets the console's settings be seen
	HookGood      string // the webhook answers
	HookSilent    Format // cause
	HookStatus    Format // HTTP status
	HookNoURL     string
	HookKey       string // refused: another Encrypt Key
	HookKeyMend   string
	HookToken     string // refused: another Verification Token
	HookTokenMend string
}

// DoctorCallbacks are the texts of the callbacks' line.
type DoctorCallbacks struct {
	Good         Format // the mode
	Unseen       Format // the scope that lets it be seen, the mode that has to be chosen
	Other        Format // the mode that the console is set to
	Missing      string // clicks are not subscribed to
	Mend         Format // the mode that has to be chosen
	OtherURL     Format // the address that the console is set to
	OtherURLMend Format // the address that it should be set to
	Old          string // clicks come in their old form besides
	OldMend      string
}

// DoctorClock are the texts of the clock's line.
type DoctorClock struct {
	Platform string // whose clock it was compared with
	Gateway  string
	Same     Format // whose
	Ahead    Format // whose, seconds
	Behind   Format // whose, seconds
	Mend     string
	None     string // nobody told the time
}

// DoctorGateway are the texts of the gateway's line.
type DoctorGateway struct {
	Good         Format // the gateway's words
	Says         Format // the gateway's code and words, a refusal
	Signature    string // how to mend each kind of it
	Clock        string
	Seller       string
	Throttled    Format // the gateway's words
	Unclear      Format // the gateway's code and words
	Busy         Format // host, HTTP status
	Down         Format // host, cause
	DownMend     string
	Stranger     Format // host, HTTP status: what answers there is not the gateway
	StrangerMend string
}

// DoctorPublicURL are the texts of the line about the pictures' public address.
type DoctorPublicURL struct {
	Good           Format // host
	Private        Format // host
	PrivateMend    string
	Down           Format // host, cause
	Status         Format // host, HTTP status
	Redirect       Format // host, HTTP status
	RedirectMend   string
	Other          Format // host: what came is not what was stored
	Kind           Format // host, content type
	KindMend       string
	LocalGood      Format // address of the listener, which serves the picture
	ForwardMend    Format // address of the listener
	LocalBad       Format // address of the listener, cause
	LocalOther     Format // address of the listener, which serves something else
	LocalMend      string
	StoreMend      string
	NoListener     Format // address of the listener, cause
	NoListenerMend string
	NoStore        string // nothing could be stored
}

// DoctorDatabase are the texts of the database's line.
type DoctorDatabase struct {
	SQLite       string
	Postgres     string
	Good         Format // engine
	Fresh        Format // engine
	Pending      Format // engine, number of migrations
	InUse        Format // engine
	Newer        Format // engine, number of migrations
	NewerMend    string
	Failed       Format // engine, cause
	SQLiteMend   Format // the data directory
	PostgresMend string
}

// DoctorImages are the texts of the image store's line.
type DoctorImages struct {
	Disk     Format // the data directory
	S3       Format // bucket, endpoint
	Good     Format // store
	Open     Format // store, cause
	Put      Format // store, cause
	Read     Format // store, cause
	Other    Format // store: what was read is not what was stored
	Remove   Format // store, cause
	DiskMend string
	S3Mend   string
}
