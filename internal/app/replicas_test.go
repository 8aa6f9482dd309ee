package app_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the database/sql driver "pgx"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// The replicas' torture of the ordinary run; TUSOU_TEST_REPLICAS=kills,messages
// sets another, such as 100,500.
const (
	replicas        = 3
	replicaKills    = 8
	replicaMessages = 40
)

// shared gives the settings of a database and an image store that several
// processes share, both empty.
func shared(t testing.TB) []string {
	t.Helper()
	database, store := os.Getenv("TUSOU_TEST_POSTGRES"), os.Getenv("TUSOU_TEST_S3")
	if database == "" || store == "" {
		t.Skip("needs PostgreSQL and an S3 server: set TUSOU_TEST_POSTGRES and TUSOU_TEST_S3 (see .ci/run)")
	}
	name := "tusou-" + strings.ToLower(rand.Text())
	admin, err := sql.Open("pgx", database)
	require.NoError(t, err)
	_, err = admin.Exec(fmt.Sprintf("CREATE SCHEMA %q", name))
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := admin.Exec(fmt.Sprintf("DROP SCHEMA %q CASCADE", name))
		assert.NoError(t, err)
		assert.NoError(t, admin.Close())
	})
	address, err := url.Parse(database)
	require.NoError(t, err)
	query := address.Query()
	query.Set("search_path", name)
	address.RawQuery = query.Encode()

	s3, err := url.Parse(store)
	require.NoError(t, err)
	key := s3.User.Username()
	password, _ := s3.User.Password()
	client, err := minio.New(s3.Host, &minio.Options{Creds: credentials.NewStaticV4(key, password, ""), Region: "us-east-1", BucketLookup: minio.BucketLookupPath})
	require.NoError(t, err)
	require.NoError(t, client.MakeBucket(context.Background(), name, minio.MakeBucketOptions{}))
	return []string{
		"TUSOU_DATABASE_URL=" + address.String(), "TUSOU_IMAGE_STORE=s3", "TUSOU_S3_ENDPOINT=" + s3.Scheme + "://" + s3.Host,
		"TUSOU_S3_BUCKET=" + name, "TUSOU_S3_REGION=us-east-1", "TUSOU_S3_LOOKUP=path",
		"TUSOU_S3_ACCESS_KEY=" + key, "TUSOU_S3_SECRET_KEY=" + password,
	}
}

// replica gives the world as seen from one more process: listeners and data
// directory are its own, everything else is shared.
func (w *world) replica() *world {
	r := *w
	r.public, r.admin = freeAddr(w.t), freeAddr(w.t)
	r.settings = maps.Clone(w.settings)
	r.settings["TUSOU_HTTP_ADDR"], r.settings["TUSOU_ADMIN_ADDR"] = r.public, r.admin
	delete(r.settings, "TUSOU_PUBLIC_URL") // the image store's addresses are the pictures'
	r.settings["TUSOU_DATA_DIR"] = w.t.TempDir()
	return &r
}

// fleet is some replicas under way.
type fleet struct {
	*world
	all       []*world
	processes []*exec.Cmd
}

// startFleet starts replicas together on an empty database.
func startFleet(t testing.TB, settings ...string) *fleet {
	t.Helper()
	f := &fleet{world: newWorld(t, append(shared(t), settings...)...)}
	for range replicas {
		r := f.replica()
		f.all = append(f.all, r)
		f.processes = append(f.processes, r.launch())
	}
	for n, r := range f.all {
		f.eventually(fmt.Sprintf("replica %d is ready", n+1), r.ready)
	}
	require.Equal(t, replicas, f.platform.Connections())
	return f
}

// end ends all replicas at once.
func (f *fleet) end() {
	f.t.Helper()
	for _, p := range f.processes {
		terminate(f.t, p)
	}
}

func TestReplicasShareAnswersClicksShortlistAndHistory(t *testing.T) {
	t.Parallel()
	f := startFleet(t)
	first := f.result(f.sendPicture(f.sample(0)))
	require.Len(t, f.searches(), 1)
	for range 6 {
		again := f.result(f.sendPicture(f.sample(0)))
		assert.True(t, again.contains("缓存"))
		assert.Equal(t, first.offerLinks(), again.offerLinks())
	}
	assert.Len(t, f.searches(), 1, "one replica has asked for all")

	// Whichever replica a click comes to, it goes on from the one before.
	card := first
	for range 6 {
		for _, turn := range []struct{ button, page string }{{"下一页", "2 / "}, {"上一页", "1 / "}} {
			_, card = f.press(card, f.li, turn.button, 0)
			require.True(t, card.contains(turn.page), "%v", card.texts)
		}
	}
	for n := range 3 {
		answer, now := f.press(card, f.li, "收藏", 1)
		require.Contains(t, toasted(t, answer), fmt.Sprint(n+1))
		card = now
	}
	assert.Equal(t, 3, count(card.buttons, "已收藏"))
	for range 4 {
		list := f.reply(f.post(platform.Outgoing{Chat: f.direct, Text: "/list"}), "选品")
		assert.Len(t, list.offerLinks(), 3)
		history := f.reply(f.post(platform.Outgoing{Chat: f.direct, Text: "/history"}), "最近的搜索")
		assert.Contains(t, history.buttons, "打开")
	}
	used := make(map[string]bool)
	for _, d := range f.platform.Deliveries() {
		used[d.Connection] = true
	}
	assert.Len(t, used, replicas, "every replica has had a part in it")
	f.end()
}

func count(list []string, what string) int {
	return len(slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s != what }))
}

func TestAReplicaThatEndsHandsItsSearchesToTheOthers(t *testing.T) {
	t.Parallel()
	f := startFleet(t)
	f.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointSearch, Delay: time.Hour})
	var ids []string
	for n := range 6 {
		ids = append(ids, f.sendSample(n))
	}
	f.eventually("their progress", func() bool { return f.count(ids).stuck == len(ids) })
	f.gateway.ClearFaults() // for who asks from here on
	var before []string
	for _, id := range ids {
		before = append(before, f.repliesTo(id)[0].ID)
	}
	terminate(t, f.processes[0])
	terminate(t, f.processes[1])
	for n, id := range ids {
		assert.Equal(t, before[n], f.result(id).message.ID)
	}
	terminate(t, f.processes[2])
	assert.Equal(t, []string{"completed"}, slices.Sorted(maps.Keys(f.jobs())), "no job is left")
}

// TestNoMessageIsLostOrAnsweredTwiceWhenReplicasAreKilledAtRandom is the torture
// of three processes on one database and one image store.
func TestNoMessageIsLostOrAnsweredTwiceWhenReplicasAreKilledAtRandom(t *testing.T) {
	t.Parallel()
	kills, messages := tortureSize(t, "TUSOU_TEST_REPLICAS", replicaKills, replicaMessages)
	seed := uint64(time.Now().UnixNano())
	random := mathrand.New(mathrand.NewPCG(seed, 1))
	started := time.Now()
	f := startFleet(t)
	var chats []platform.Chat
	for n := range 10 {
		chats = append(chats, f.platform.DirectChat(f.platform.NewUser(fmt.Sprint("采购", n))))
	}
	samples := f.gateway.Samples()
	var ids []string
	for n := range kills {
		f.gateway.SetLatency(time.Duration(random.IntN(500)) * time.Millisecond)
		for _, api := range []string{platform.APIReply, platform.APIPatch} {
			if random.IntN(3) == 0 {
				f.platform.Inject(platform.Fault{API: api, LoseAnswer: true})
			}
		}
		victim := random.IntN(replicas)
		share := messages*(n+1)/kills - len(ids)
		moment := time.Duration(random.IntN(1500)) * time.Millisecond
		for range share {
			time.Sleep(moment / time.Duration(2*share))
			o := platform.Outgoing{Chat: chats[len(ids)%len(chats)], Images: [][]byte{samples[random.IntN(len(samples))].JPEG()}}
			if random.IntN(3) > 0 {
				o.Text = "刷新"
			}
			ids = append(ids, f.post(o))
		}
		time.Sleep(moment / 2)
		kill(t, f.processes[victim])
		f.processes[victim] = f.all[victim].launch()
		if n%3 != 2 { // else the next is killed while this one starts
			f.eventually("the replica is back", f.all[victim].ready)
		}
	}
	f.platform.ClearFaults()
	f.gateway.SetLatency(0)
	for n, r := range f.all {
		f.eventually(fmt.Sprintf("replica %d is ready", n+1), r.ready)
	}
	now := f.lastAnswers(ids)
	f.end()
	t.Logf("%d kills of one of %d replicas, %d messages in %v: %d results, %d error cards %v, %d doubled, %d stuck, %d missing; %d deliveries, jobs %v (seed %d)",
		kills, replicas, messages, time.Since(started).Round(time.Second), now.results, len(now.failures), f.problems(), now.doubled, now.stuck, now.missing,
		len(f.platform.Deliveries()), f.jobs(), seed)
	f.assertAllAnswered(ids)
}
