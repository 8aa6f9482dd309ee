package config

import (
	"time"

	"tusou/internal/secret"
)

// The choices of the settings that have a fixed set of them.
const (
	EventsWebsocket = "websocket" // long connection, no public address needed
	EventsWebhook   = "webhook"

	StoreDisk = "disk"
	StoreS3   = "s3"

	TriggerMention = "mention" // in groups only messages that mention the bot
	TriggerImage   = "image"   // every picture too
)

// Config is every setting of the program. Sections that the command does not
// use hold what could be read of them and must not be relied on.
type Config struct {
	Lark     Lark
	Gateway  Gateway
	HTTP     HTTP
	Admin    Admin
	Data     Data
	Database Database
	Images   Images
	Cache    Cache
	Bot      Bot
	Fetch    Fetch
	Lang     Lang
	Log      Log

	// Warnings are whole sentences on settings that do no harm but have no
	// effect, to be logged at the start.
	Warnings []string
}

// Lark is the app on Feishu/Lark.
type Lark struct {
	AppID             string      `env:"TUSOU_LARK_APP_ID"`
	AppSecret         secret.Text `env:"TUSOU_LARK_APP_SECRET"`
	BaseURL           string      `env:"TUSOU_LARK_BASE_URL" envDefault:"https://open.feishu.cn"` // without a slash at its end
	Events            string      `env:"TUSOU_LARK_EVENTS" envDefault:"websocket"`                // EventsWebsocket or EventsWebhook
	EncryptKey        secret.Text `env:"TUSOU_LARK_ENCRYPT_KEY"`
	VerificationToken secret.Text `env:"TUSOU_LARK_VERIFICATION_TOKEN"`
}

// Gateway is the image search gateway.
type Gateway struct {
	URL          string      `env:"TUSOU_GATEWAY_URL" envDefault:"https://kf.fw199.com/gateway"` // without a slash at its end
	AppID        string      `env:"TUSOU_GATEWAY_APP_ID"`
	AppSecret    secret.Text `env:"TUSOU_GATEWAY_APP_SECRET"`
	SellerNick   string      `env:"TUSOU_GATEWAY_SELLER_NICK"`
	Rate         Rate        `env:"TUSOU_GATEWAY_RATE" envDefault:"5/s"`
	ExtraFilters FilterList  `env:"TUSOU_EXTRA_FILTERS"`
}

// HTTP is the public listener.
type HTTP struct {
	Addr      string `env:"TUSOU_HTTP_ADDR" envDefault:":8080"`
	PublicURL string `env:"TUSOU_PUBLIC_URL"` // without a slash at its end; "" if not given
}

// Admin is the private listener.
type Admin struct {
	Addr string `env:"TUSOU_ADMIN_ADDR" envDefault:"127.0.0.1:9090"`
}

// Data is the directory of the embedded database and the pictures.
type Data struct {
	Dir string `env:"TUSOU_DATA_DIR" envDefault:"./data"`
}

// Database says where searches, answers and shortlists are, and how long.
type Database struct {
	URL       secret.Text   `env:"TUSOU_DATABASE_URL"` // postgres://…, with its password; none: SQLite in the data directory
	Retention time.Duration `env:"TUSOU_RETENTION" envDefault:"2160h"`
}

// Images says where rehosted pictures are, and how long.
type Images struct {
	Store string        `env:"TUSOU_IMAGE_STORE" envDefault:"disk"` // StoreDisk or StoreS3
	S3    S3            // used with StoreS3 only
	TTL   time.Duration `env:"TUSOU_IMAGE_TTL" envDefault:"720h"`
}

// S3 is a store that speaks S3.
type S3 struct {
	Endpoint  string      `env:"TUSOU_S3_ENDPOINT"` // host, host:port, or either behind http:// or https://
	Bucket    string      `env:"TUSOU_S3_BUCKET"`
	Region    string      `env:"TUSOU_S3_REGION"`
	AccessKey secret.Text `env:"TUSOU_S3_ACCESS_KEY"`
	SecretKey secret.Text `env:"TUSOU_S3_SECRET_KEY"`
	Lookup    string      `env:"TUSOU_S3_LOOKUP" envDefault:"auto"` // auto, path or dns
	PublicURL string      `env:"TUSOU_S3_PUBLIC_URL"`               // without a slash at its end; "": presigned addresses
}

// Cache is how long and how many answers are reused.
type Cache struct {
	TTL   time.Duration `env:"TUSOU_CACHE_TTL" envDefault:"24h"`
	Bytes Bytes         `env:"TUSOU_CACHE_BYTES" envDefault:"64MiB"`
}

// Bot is whom the bot serves, and how much at once.
type Bot struct {
	GroupTrigger string `env:"TUSOU_GROUP_TRIGGER" envDefault:"mention"` // TriggerMention or TriggerImage
	AllowedChats List   `env:"TUSOU_ALLOWED_CHATS"`                      // oc_… and ou_…; empty: all
	Admins       List   `env:"TUSOU_ADMINS"`                             // ou_…
	DailyQuota   int    `env:"TUSOU_DAILY_QUOTA" envDefault:"0"`         // searches and details a person and day; 0: none
	Workers      int    `env:"TUSOU_WORKERS" envDefault:"16"`
	Queue        int    `env:"TUSOU_QUEUE" envDefault:"1000"`
}

// Fetch is what fetching pictures from the web may reach.
type Fetch struct {
	AllowPrivate Networks `env:"TUSOU_FETCH_ALLOW_PRIVATE" envDefault:"false"`
}

// Lang is the language of what people see.
type Lang struct {
	Code string `env:"TUSOU_LANG" envDefault:"zh"` // zh or en
}

// Log is what the program says of itself.
type Log struct {
	Level  string `env:"TUSOU_LOG_LEVEL" envDefault:"info"`  // debug, info, warn or error
	Format string `env:"TUSOU_LOG_FORMAT" envDefault:"text"` // text or json
}

// Secrets gives every secret that the configuration holds, for the log's
// redaction. Secrets that were not given are left out.
func (c *Config) Secrets() []secret.Text {
	all := []secret.Text{
		c.Lark.AppSecret, c.Lark.EncryptKey, c.Lark.VerificationToken,
		c.Gateway.AppSecret,
		c.Database.URL,
		c.Images.S3.AccessKey, c.Images.S3.SecretKey,
	}
	given := make([]secret.Text, 0, len(all))
	for _, s := range all {
		if !s.IsZero() {
			given = append(given, s)
		}
	}
	return given
}
