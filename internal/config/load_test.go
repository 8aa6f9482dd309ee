package config

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/secret"
	"tusou/internal/sourcing"
)

// serving is the least that serve needs.
func serving() map[string]string {
	return map[string]string{
		"TUSOU_LARK_APP_ID":         "cli_1",
		"TUSOU_LARK_APP_SECRET":     "lark-secret",
		"TUSOU_GATEWAY_APP_ID":      "1001",
		"TUSOU_GATEWAY_APP_SECRET":  "gateway-secret",
		"TUSOU_GATEWAY_SELLER_NICK": "b2b-1",
		"TUSOU_PUBLIC_URL":          "https://bot.example.com",
	}
}

// with gives serving with changes; an empty value takes a variable away.
func with(changes map[string]string) []string {
	values := serving()
	for key, value := range changes {
		values[key] = value
	}
	return environ(values)
}

func environ(values map[string]string) []string {
	var out []string
	for key, value := range values {
		out = append(out, key+"="+value)
	}
	return out
}

// mistakesOf gives the variables that the mistakes name, each of which is the
// first word of its line.
func mistakesOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, strings.Join(e.Mistakes, "\n"), e.Error())
	var names []string
	for _, line := range e.Mistakes {
		name, rest, ok := strings.Cut(line, " ")
		require.True(t, ok, line)
		assert.NotContains(t, rest, "\n")
		names = append(names, name)
	}
	return names
}

func TestDefaults(t *testing.T) {
	c, err := Load(with(nil), "", NeedServe)
	require.NoError(t, err)
	assert.Equal(t, Config{
		Lark: Lark{
			AppID: "cli_1", AppSecret: secret.New("lark-secret"), BaseURL: "https://open.feishu.cn", Events: EventsWebsocket,
		},
		Gateway: Gateway{
			URL: "https://kf.fw199.com/gateway", AppID: "1001", AppSecret: secret.New("gateway-secret"), SellerNick: "b2b-1", Rate: 5,
		},
		HTTP:     HTTP{Addr: ":8080", PublicURL: "https://bot.example.com"},
		Admin:    Admin{Addr: "127.0.0.1:9090"},
		Data:     Data{Dir: "./data"},
		Database: Database{Retention: 2160 * time.Hour},
		Images:   Images{Store: StoreDisk, S3: S3{Lookup: "auto"}, TTL: 720 * time.Hour},
		Cache:    Cache{TTL: 24 * time.Hour, Bytes: 64 << 20},
		Bot:      Bot{GroupTrigger: TriggerMention, Workers: 16, Queue: 1000},
		Lang:     Lang{Code: "zh"},
		Log:      Log{Level: "info", Format: "text"},
	}, c)
}

func TestEverySettingIsRead(t *testing.T) {
	c, err := Load(with(map[string]string{
		"TUSOU_LARK_BASE_URL":           "https://open.larksuite.com/",
		"TUSOU_LARK_EVENTS":             "webhook",
		"TUSOU_LARK_ENCRYPT_KEY":        "key",
		"TUSOU_LARK_VERIFICATION_TOKEN": "token",
		"TUSOU_GATEWAY_URL":             "http://127.0.0.1:9000/gateway/",
		"TUSOU_GATEWAY_RATE":            "120/m",
		"TUSOU_EXTRA_FILTERS":           "新品=new7, 严选 = YX_SCORE_LEVEL_1",
		"TUSOU_HTTP_ADDR":               "[::1]:8081",
		"TUSOU_ADMIN_ADDR":              "localhost:0",
		"TUSOU_PUBLIC_URL":              "https://bot.example.com/tusou/",
		"TUSOU_DATA_DIR":                "/var/lib/tusou",
		"TUSOU_DATABASE_URL":            "postgres://u:p@db/tusou?sslmode=disable",
		"TUSOU_RETENTION":               "48h",
		"TUSOU_IMAGE_STORE":             "s3",
		"TUSOU_S3_ENDPOINT":             "https://oss-cn-hangzhou.aliyuncs.com",
		"TUSOU_S3_BUCKET":               "pictures",
		"TUSOU_S3_REGION":               "cn-hangzhou",
		"TUSOU_S3_ACCESS_KEY":           "access",
		"TUSOU_S3_SECRET_KEY":           "s3-secret",
		"TUSOU_S3_LOOKUP":               "dns",
		"TUSOU_S3_PUBLIC_URL":           "https://img.example.com/",
		"TUSOU_IMAGE_TTL":               "90m",
		"TUSOU_CACHE_TTL":               "1h30m",
		"TUSOU_CACHE_BYTES":             "1GiB",
		"TUSOU_GROUP_TRIGGER":           "image",
		"TUSOU_ALLOWED_CHATS":           "oc_1, ou_2,,oc_1",
		"TUSOU_ADMINS":                  "ou_2",
		"TUSOU_DAILY_QUOTA":             "50",
		"TUSOU_WORKERS":                 "4",
		"TUSOU_QUEUE":                   "10",
		"TUSOU_FETCH_ALLOW_PRIVATE":     "198.18.3.4/15, fd00::/8",
		"TUSOU_LANG":                    "en",
		"TUSOU_LOG_LEVEL":               "debug",
		"TUSOU_LOG_FORMAT":              "json",
	}), "", NeedServe)
	require.NoError(t, err)
	assert.Equal(t, Config{
		Lark: Lark{
			AppID: "cli_1", AppSecret: secret.New("lark-secret"), BaseURL: "https://open.larksuite.com", Events: EventsWebhook,
			EncryptKey: secret.New("key"), VerificationToken: secret.New("token"),
		},
		Gateway: Gateway{
			URL: "http://127.0.0.1:9000/gateway", AppID: "1001", AppSecret: secret.New("gateway-secret"), SellerNick: "b2b-1", Rate: 2,
			ExtraFilters: FilterList{
				{Key: "new7", Name: "新品", English: "新品", Group: sourcing.GroupExtra},
				{Key: "YX_SCORE_LEVEL_1", Name: "严选", English: "严选", Group: sourcing.GroupExtra},
			},
		},
		HTTP:     HTTP{Addr: "[::1]:8081", PublicURL: "https://bot.example.com/tusou"},
		Admin:    Admin{Addr: "localhost:0"},
		Data:     Data{Dir: "/var/lib/tusou"},
		Database: Database{URL: secret.New("postgres://u:p@db/tusou?sslmode=disable"), Retention: 48 * time.Hour},
		Images: Images{Store: StoreS3, TTL: 90 * time.Minute, S3: S3{
			Endpoint: "https://oss-cn-hangzhou.aliyuncs.com", Bucket: "pictures", Region: "cn-hangzhou", Lookup: "dns",
			AccessKey: secret.New("access"), SecretKey: secret.New("s3-secret"), PublicURL: "https://img.example.com",
		}},
		Cache: Cache{TTL: 90 * time.Minute, Bytes: 1 << 30},
		Bot: Bot{
			GroupTrigger: TriggerImage, AllowedChats: List{"oc_1", "ou_2"}, Admins: List{"ou_2"},
			DailyQuota: 50, Workers: 4, Queue: 10,
		},
		Fetch: Fetch{AllowPrivate: Networks{Some: []netip.Prefix{netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("fd00::/8")}}},
		Lang:  Lang{Code: "en"},
		Log:   Log{Level: "debug", Format: "json"},
	}, c)
}

// canary stands for any value that must not be printed.
const canary = "cAnArY"

func TestEachWrongSettingIsNamedAndNotPrinted(t *testing.T) {
	s3 := map[string]string{
		"TUSOU_IMAGE_STORE": "s3", "TUSOU_S3_ENDPOINT": "minio:9000", "TUSOU_S3_BUCKET": "b",
		"TUSOU_S3_ACCESS_KEY": "a", "TUSOU_S3_SECRET_KEY": "s",
	}
	for variable, tt := range map[string]struct {
		also   map[string]string
		values []string
	}{
		"TUSOU_LARK_APP_ID":             {nil, []string{"", " "}},
		"TUSOU_LARK_APP_SECRET":         {nil, []string{""}},
		"TUSOU_LARK_BASE_URL":           {nil, []string{canary, "ftp://" + canary, "https://", "https://" + canary + "?x=1", "https://u:" + canary + "@e.com", "https://e.com/#" + canary, "https://e.com:" + canary}},
		"TUSOU_LARK_EVENTS":             {nil, []string{canary, "WEBHOOK"}},
		"TUSOU_LARK_ENCRYPT_KEY":        {map[string]string{"TUSOU_LARK_EVENTS": "webhook", "TUSOU_LARK_VERIFICATION_TOKEN": "t"}, []string{""}},
		"TUSOU_LARK_VERIFICATION_TOKEN": {map[string]string{"TUSOU_LARK_EVENTS": "webhook", "TUSOU_LARK_ENCRYPT_KEY": "k"}, []string{""}},
		"TUSOU_GATEWAY_URL":             {nil, []string{canary, "kf.fw199.com/" + canary}},
		"TUSOU_GATEWAY_APP_ID":          {nil, []string{""}},
		"TUSOU_GATEWAY_APP_SECRET":      {nil, []string{""}},
		"TUSOU_GATEWAY_SELLER_NICK":     {nil, []string{""}},
		"TUSOU_GATEWAY_RATE":            {nil, []string{canary, "5", "0/s", "-1/s", "5/" + canary, canary + "/s", "NaN/s", "Inf/s", "5/s/s"}},
		"TUSOU_EXTRA_FILTERS":           {nil, []string{canary, "=" + canary, canary + "=", "新品=b=" + canary, "新品=a,新品=" + canary, "新品=" + canary + ",爆品=" + canary, "包邮=" + canary, canary + "=isOnePsale"}},
		"TUSOU_HTTP_ADDR":               {nil, []string{canary, "8080", ":" + canary, ":65536", "::1:80"}},
		"TUSOU_ADMIN_ADDR":              {nil, []string{canary, "127.0.0.1"}},
		"TUSOU_PUBLIC_URL":              {nil, []string{"", canary, "bot.example.com/" + canary, "https://e.com?token=" + canary}},
		"TUSOU_DATABASE_URL":            {nil, []string{canary, "mysql://u:" + canary + "@db/x", "postgres://u:" + canary + "@[::1/x", "postgres:///" + canary}},
		"TUSOU_RETENTION":               {nil, []string{canary, "0", "-1h", "30", "30d"}},
		"TUSOU_IMAGE_STORE":             {nil, []string{canary}},
		"TUSOU_S3_ENDPOINT":             {s3, []string{"", "https://e.com/" + canary, "http://u:" + canary + "@e.com", "a b " + canary}},
		"TUSOU_S3_BUCKET":               {s3, []string{""}},
		"TUSOU_S3_ACCESS_KEY":           {s3, []string{""}},
		"TUSOU_S3_SECRET_KEY":           {s3, []string{""}},
		"TUSOU_S3_LOOKUP":               {s3, []string{canary}},
		"TUSOU_S3_PUBLIC_URL":           {s3, []string{canary}},
		"TUSOU_IMAGE_TTL":               {nil, []string{canary, "0s"}},
		"TUSOU_CACHE_TTL":               {nil, []string{canary, "-1s"}},
		"TUSOU_CACHE_BYTES":             {nil, []string{canary, "0", "-1", "64XiB", "MiB", "9223372036854775807GiB", "1.5MiB"}},
		"TUSOU_GROUP_TRIGGER":           {nil, []string{canary}},
		"TUSOU_ALLOWED_CHATS":           {nil, []string{canary, "oc_1," + canary, "oc_"}},
		"TUSOU_ADMINS":                  {nil, []string{canary, "oc_" + canary}},
		"TUSOU_DAILY_QUOTA":             {nil, []string{canary, "-1", "1.5"}},
		"TUSOU_WORKERS":                 {nil, []string{canary, "0", "-1"}},
		"TUSOU_QUEUE":                   {nil, []string{canary, "0"}},
		"TUSOU_FETCH_ALLOW_PRIVATE":     {nil, []string{canary, "198.18.0.0/33", "198.18.0.0/15," + canary}},
		"TUSOU_LANG":                    {nil, []string{canary, "zh-CN"}},
		"TUSOU_LOG_LEVEL":               {nil, []string{canary}},
		"TUSOU_LOG_FORMAT":              {nil, []string{canary}},
	} {
		for _, value := range tt.values {
			t.Run(variable+"="+value, func(t *testing.T) {
				changes := map[string]string{variable: value}
				for key, other := range tt.also {
					if key != variable {
						changes[key] = other
					}
				}
				_, err := Load(with(changes), "", NeedServe)
				require.Error(t, err)
				assert.Equal(t, []string{variable}, mistakesOf(t, err), "one mistake, under its name")
				assert.NotContains(t, err.Error(), canary)
			})
		}
	}
}

func TestAllMistakesComeAtOnceAndNoneHoldsAValue(t *testing.T) {
	values := make(map[string]string)
	var all []string
	var c Config
	for _, s := range c.sections() {
		for _, variable := range variables(reflect.TypeOf(s.fields).Elem()) {
			values[variable] = canary
			all = append(all, variable)
		}
	}
	_, err := Load(environ(values), "", NeedServe)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), canary)
	// Texts of any form, and what is checked only with the S3 store, are right.
	free := []string{
		"TUSOU_LARK_APP_ID", "TUSOU_LARK_APP_SECRET", "TUSOU_LARK_ENCRYPT_KEY", "TUSOU_LARK_VERIFICATION_TOKEN",
		"TUSOU_GATEWAY_APP_ID", "TUSOU_GATEWAY_APP_SECRET", "TUSOU_GATEWAY_SELLER_NICK", "TUSOU_DATA_DIR",
		"TUSOU_S3_ENDPOINT", "TUSOU_S3_BUCKET", "TUSOU_S3_REGION", "TUSOU_S3_ACCESS_KEY", "TUSOU_S3_SECRET_KEY",
		"TUSOU_S3_LOOKUP", "TUSOU_S3_PUBLIC_URL",
	}
	want := slices.DeleteFunc(all, func(v string) bool { return slices.Contains(free, v) })
	assert.ElementsMatch(t, want, mistakesOf(t, err))
}

func TestEachCommandRequiresOnlyWhatItUses(t *testing.T) {
	lark := []string{"TUSOU_LARK_APP_ID", "TUSOU_LARK_APP_SECRET"}
	gateway := []string{"TUSOU_GATEWAY_APP_ID", "TUSOU_GATEWAY_APP_SECRET", "TUSOU_GATEWAY_SELLER_NICK"}
	images := []string{"TUSOU_PUBLIC_URL"}
	for name, tt := range map[string]struct {
		need    Need
		missing []string
	}{
		"serve":   {NeedServe, slices.Concat(lark, gateway, images)},
		"doctor":  {NeedDoctor, slices.Concat(lark, gateway, images)},
		"search":  {NeedSearch, slices.Concat(gateway, images)},
		"sandbox": {NeedSandbox, nil},
		"health":  {NeedHealth, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(nil, "", tt.need)
			assert.Equal(t, tt.missing, mistakesOf(t, err), "in the order of the settings")
		})
	}
}

func TestEachCommandIsStoppedOnlyByWhatItUses(t *testing.T) {
	wrong := map[string]string{
		"TUSOU_LARK_EVENTS": "x", "TUSOU_GATEWAY_RATE": "x", "TUSOU_ADMIN_ADDR": "x",
		"TUSOU_DATABASE_URL": "x", "TUSOU_WORKERS": "x", "TUSOU_LANG": "x",
	}
	for name, tt := range map[string]struct {
		need Need
		want []string
	}{
		"serve":   {NeedServe, []string{"TUSOU_LARK_EVENTS", "TUSOU_GATEWAY_RATE", "TUSOU_ADMIN_ADDR", "TUSOU_DATABASE_URL", "TUSOU_WORKERS", "TUSOU_LANG"}},
		"search":  {NeedSearch, []string{"TUSOU_GATEWAY_RATE", "TUSOU_LANG"}},
		"sandbox": {NeedSandbox, []string{"TUSOU_ADMIN_ADDR", "TUSOU_WORKERS", "TUSOU_LANG"}},
		"health":  {NeedHealth, []string{"TUSOU_ADMIN_ADDR"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(with(wrong), "", tt.need)
			assert.Equal(t, tt.want, mistakesOf(t, err))
		})
	}
}

func TestTheS3StoreNeedsNoPublicAddressAndTheDiskStoreNoBucket(t *testing.T) {
	_, err := Load(with(map[string]string{"TUSOU_PUBLIC_URL": "", "TUSOU_IMAGE_STORE": "s3"}), "", NeedServe)
	assert.Equal(t, []string{"TUSOU_S3_ENDPOINT", "TUSOU_S3_BUCKET", "TUSOU_S3_ACCESS_KEY", "TUSOU_S3_SECRET_KEY"}, mistakesOf(t, err))
	_, err = Load(with(map[string]string{"TUSOU_S3_ENDPOINT": "not used"}), "", NeedServe)
	assert.NoError(t, err)
}

func TestTheEnvironmentWinsOverTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tusou.env")
	values := serving()
	values["TUSOU_WORKERS"] = "3"
	values["TUSOU_QUEUE"] = "30"
	values["TUSOU_GATEWAY_APP_SECRET"] = "'a$b#c'"
	require.NoError(t, os.WriteFile(file, []byte("# comment\n"+strings.Join(environ(values), "\n")), 0o600))
	c, err := Load([]string{"TUSOU_WORKERS=5", "PATH=/bin", "nonsense"}, file, NeedServe)
	require.NoError(t, err)
	assert.Equal(t, 5, c.Bot.Workers)
	assert.Equal(t, 30, c.Bot.Queue)
	assert.Equal(t, "a$b#c", c.Gateway.AppSecret.Reveal())
	assert.Empty(t, c.Warnings)
}

func TestAnEnvFileThatCannotBeReadIsAMistakeBesideTheOthers(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.env")
	require.NoError(t, os.WriteFile(broken, []byte("TUSOU_LANG=zh\n"+canary+"-\"= x\n"), 0o600))
	for name, file := range map[string]string{
		"missing":     filepath.Join(dir, "none.env"),
		"a directory": dir,
		"broken":      broken,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(with(map[string]string{"TUSOU_WORKERS": "x"}), file, NeedServe)
			assert.Equal(t, []string{"--env-file", "TUSOU_WORKERS"}, mistakesOf(t, err))
			assert.NotContains(t, err.Error(), canary)
		})
	}
}

func TestWhiteSpaceAroundValuesGoesAndEmptyMeansNotGiven(t *testing.T) {
	c, err := Load(with(map[string]string{
		"TUSOU_GATEWAY_APP_SECRET": " gateway-secret\n", "TUSOU_WORKERS": "  ", "TUSOU_LANG": "",
	}), "", NeedServe)
	require.NoError(t, err)
	assert.Equal(t, "gateway-secret", c.Gateway.AppSecret.Reveal())
	assert.Equal(t, 16, c.Bot.Workers)
	assert.Equal(t, "zh", c.Lang.Code)
}

func TestUnknownSettingsAreWarnedOf(t *testing.T) {
	c, err := Load(with(map[string]string{"TUSOU_WORKER": canary, "TUSOU_S3_KEY": canary}), "", NeedHealth)
	require.NoError(t, err)
	require.Len(t, c.Warnings, 2)
	assert.Contains(t, c.Warnings[0], "TUSOU_S3_KEY ")
	assert.Contains(t, c.Warnings[1], "TUSOU_WORKER ")
	assert.NotContains(t, strings.Join(c.Warnings, "\n"), canary)
}

func TestSecretsGivesAllThatWereGiven(t *testing.T) {
	c, err := Load(with(map[string]string{
		"TUSOU_LARK_ENCRYPT_KEY": "key", "TUSOU_DATABASE_URL": "postgres://u:p@db/x", "TUSOU_S3_SECRET_KEY": "s3",
	}), "", NeedServe)
	require.NoError(t, err)
	var values []string
	for _, s := range c.Secrets() {
		values = append(values, s.Reveal())
	}
	assert.ElementsMatch(t, []string{"lark-secret", "key", "gateway-secret", "postgres://u:p@db/x", "s3"}, values)
}

func TestEverySecretFieldIsAmongTheSecrets(t *testing.T) {
	values := serving()
	var c Config
	secrets := 0
	for _, s := range c.sections() {
		for field := range fields(reflect.TypeOf(s.fields).Elem()) {
			if field.Type == reflect.TypeFor[secret.Text]() {
				secrets++
				values[field.Tag.Get("env")] = "postgres://u:p@db/" + field.Name
			}
		}
	}
	c, err := Load(environ(values), "", NeedServe)
	require.NoError(t, err)
	assert.Len(t, c.Secrets(), secrets)
}

func TestFieldNamesAreUniqueWithinASection(t *testing.T) {
	var c Config
	for _, s := range c.sections() {
		n := 0
		for range fields(reflect.TypeOf(s.fields).Elem()) {
			n++
		}
		assert.Len(t, variables(reflect.TypeOf(s.fields).Elem()), n, "mistakes are told apart by field names")
	}
}

func TestRate(t *testing.T) {
	for text, want := range map[string]Rate{"5/s": 5, "0.5/s": 0.5, "5 / s": 5, "300/m": 5, "300/min": 5, "3600/h": 1} {
		var r Rate
		require.NoError(t, r.UnmarshalText([]byte(text)), text)
		assert.InDelta(t, float64(want), float64(r), 1e-9, text)
	}
}

func TestBytes(t *testing.T) {
	for text, want := range map[string]Bytes{
		"64MiB": 64 << 20, "64mib": 64 << 20, "1 GiB": 1 << 30, "2KiB": 2048, "5MB": 5e6, "1kB": 1000, "1GB": 1e9, "4096": 4096, "7B": 7,
	} {
		var b Bytes
		require.NoError(t, b.UnmarshalText([]byte(text)), text)
		assert.Equal(t, want, b, text)
	}
}

func TestNetworks(t *testing.T) {
	for text, want := range map[string]Networks{"true": {All: true}, "false": {}, "1": {All: true}, "TRUE": {All: true}} {
		var n Networks
		require.NoError(t, n.UnmarshalText([]byte(text)), text)
		assert.Equal(t, want, n, text)
	}
}

// FuzzLoad checks that no value whatever is printed or crashes the reading.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{"5/s", "64MiB", "a=b,c=d", "198.18.0.0/15", "postgres://u:p@h/d", "https://e.com/?x", "\x00", "%zz://"} {
		f.Add(seed)
	}
	var names []string
	var c Config
	for _, s := range c.sections() {
		for _, variable := range variables(reflect.TypeOf(s.fields).Elem()) {
			names = append(names, variable)
		}
	}
	f.Fuzz(func(t *testing.T, value string) {
		values := make(map[string]string)
		for _, name := range names {
			values[name] = canary + value
		}
		_, err := Load(environ(values), "", NeedServe)
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("no list of mistakes: %v", err)
		}
		if strings.Contains(err.Error(), canary) {
			t.Fatalf("a value is printed: %v", err)
		}
	})
}
