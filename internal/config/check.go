package config

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"tusou/internal/secret"
)

// maxWorkers is the most that the job queue takes.
const maxWorkers = 10_000

func (c *Config) checkLark(m *mistakes) {
	m.required("TUSOU_LARK_APP_ID", c.Lark.AppID)
	m.requiredSecret("TUSOU_LARK_APP_SECRET", c.Lark.AppSecret, "")
	m.baseURL("TUSOU_LARK_BASE_URL", &c.Lark.BaseURL)
	m.choice("TUSOU_LARK_EVENTS", c.Lark.Events, EventsWebsocket, EventsWebhook)
	if c.Lark.Events == EventsWebhook {
		const why = " when TUSOU_LARK_EVENTS is webhook"
		m.requiredSecret("TUSOU_LARK_ENCRYPT_KEY", c.Lark.EncryptKey, why)
		m.requiredSecret("TUSOU_LARK_VERIFICATION_TOKEN", c.Lark.VerificationToken, why)
	}
}

func (c *Config) checkGateway(m *mistakes) {
	m.baseURL("TUSOU_GATEWAY_URL", &c.Gateway.URL)
	m.required("TUSOU_GATEWAY_APP_ID", c.Gateway.AppID)
	m.requiredSecret("TUSOU_GATEWAY_APP_SECRET", c.Gateway.AppSecret, "")
	m.required("TUSOU_GATEWAY_SELLER_NICK", c.Gateway.SellerNick)
}

func (c *Config) checkHTTP(m *mistakes) {
	m.address("TUSOU_HTTP_ADDR", c.HTTP.Addr)
	if c.HTTP.PublicURL != "" {
		m.baseURL("TUSOU_PUBLIC_URL", &c.HTTP.PublicURL)
	}
}

func (c *Config) checkAdmin(m *mistakes) {
	m.address("TUSOU_ADMIN_ADDR", c.Admin.Addr)
}

func (c *Config) checkData(m *mistakes) {
	if strings.ContainsRune(c.Data.Dir, 0) {
		m.add("TUSOU_DATA_DIR", "must be a path")
	}
}

func (c *Config) checkDatabase(m *mistakes) {
	if !c.Database.URL.IsZero() {
		u, err := url.Parse(c.Database.URL.Reveal())
		_, unreadable := pgconn.ParseConfig(c.Database.URL.Reveal()) // its text quotes the address
		if err != nil || unreadable != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || (u.Host == "" && !u.Query().Has("host")) {
			m.add("TUSOU_DATABASE_URL", "must be an address such as postgres://user:password@host/database")
		}
	}
	m.positive("TUSOU_RETENTION", c.Database.Retention)
}

func (c *Config) checkImages(m *mistakes) {
	m.choice("TUSOU_IMAGE_STORE", c.Images.Store, StoreDisk, StoreS3)
	m.positive("TUSOU_IMAGE_TTL", c.Images.TTL)
	switch c.Images.Store {
	case StoreDisk:
		if c.HTTP.PublicURL == "" {
			m.add("TUSOU_PUBLIC_URL", "is required when TUSOU_IMAGE_STORE is disk")
		}
	case StoreS3:
		c.Images.S3.check(m)
	}
}

func (s *S3) check(m *mistakes) {
	const why = " when TUSOU_IMAGE_STORE is s3"
	switch {
	case s.Endpoint == "":
		m.add("TUSOU_S3_ENDPOINT", "is required"+why)
	case !isEndpoint(s.Endpoint):
		m.add("TUSOU_S3_ENDPOINT", "must be a host, with a port or https:// where needed, and nothing else")
	}
	if s.Bucket == "" {
		m.add("TUSOU_S3_BUCKET", "is required"+why)
	}
	m.requiredSecret("TUSOU_S3_ACCESS_KEY", s.AccessKey, why)
	m.requiredSecret("TUSOU_S3_SECRET_KEY", s.SecretKey, why)
	m.choice("TUSOU_S3_LOOKUP", s.Lookup, "auto", "path", "dns")
	if s.PublicURL != "" {
		m.baseURL("TUSOU_S3_PUBLIC_URL", &s.PublicURL)
	}
}

// isEndpoint says whether the text is a host with an optional port, alone or
// behind http:// or https://.
func isEndpoint(text string) bool {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, ok := parseBase(text)
	return ok && strings.Trim(u.Path, "/") == ""
}

func (c *Config) checkCache(m *mistakes) {
	m.positive("TUSOU_CACHE_TTL", c.Cache.TTL)
}

func (c *Config) checkBot(m *mistakes) {
	m.choice("TUSOU_GROUP_TRIGGER", c.Bot.GroupTrigger, TriggerMention, TriggerImage)
	m.ids("TUSOU_ALLOWED_CHATS", c.Bot.AllowedChats, "oc_", "ou_")
	m.ids("TUSOU_ADMINS", c.Bot.Admins, "ou_")
	if c.Bot.DailyQuota < 0 {
		m.add("TUSOU_DAILY_QUOTA", "must be 0 (no quota) or more")
	}
	m.atLeastOne("TUSOU_WORKERS", c.Bot.Workers)
	if c.Bot.Workers > maxWorkers {
		m.add("TUSOU_WORKERS", fmt.Sprintf("must be at most %d", maxWorkers))
	}
	m.atLeastOne("TUSOU_QUEUE", c.Bot.Queue)
}

func (c *Config) checkLang(m *mistakes) {
	m.choice("TUSOU_LANG", c.Lang.Code, "zh", "en")
}

func (c *Config) checkLog(m *mistakes) {
	m.choice("TUSOU_LOG_LEVEL", c.Log.Level, "debug", "info", "warn", "error")
	m.choice("TUSOU_LOG_FORMAT", c.Log.Format, "text", "json")
}

func (m *mistakes) required(variable, value string) {
	if value == "" {
		m.add(variable, "is required")
	}
}

// requiredSecret takes the circumstance under which the secret is required as
// the end of the sentence; "" for always.
func (m *mistakes) requiredSecret(variable string, value secret.Text, why string) {
	if value.IsZero() {
		m.add(variable, "is required"+why)
	}
}

func (m *mistakes) positive(variable string, d time.Duration) {
	if d <= 0 {
		m.add(variable, "must be longer than 0s")
	}
}

func (m *mistakes) atLeastOne(variable string, n int) {
	if n < 1 {
		m.add(variable, "must be 1 or more")
	}
}

func (m *mistakes) choice(variable, value string, choices ...string) {
	if !slices.Contains(choices, value) {
		last := len(choices) - 1
		m.add(variable, "must be "+strings.Join(choices[:last], ", ")+" or "+choices[last])
	}
}

func (m *mistakes) ids(variable string, ids []string, prefixes ...string) {
	for _, id := range ids {
		if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(id, p) && len(id) > len(p) }) {
			m.add(variable, "must be a list of ids that begin with "+strings.Join(prefixes, " or "))
		}
	}
}

// address checks host:port, where the host may be missing.
func (m *mistakes) address(variable, addr string) {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		m.add(variable, "must be an address such as :8080 or 127.0.0.1:9090")
	}
}

// baseURL checks an address that paths are appended to, and takes the slash
// at its end away.
func (m *mistakes) baseURL(variable string, address *string) {
	if _, ok := parseBase(*address); !ok {
		m.add(variable, "must be an http:// or https:// address without user, query and fragment")
		return
	}
	*address = strings.TrimRight(*address, "/")
}

func parseBase(address string) (*url.URL, bool) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil ||
		strings.ContainsAny(address, "?# \t") {
		return nil, false
	}
	return u, true
}
