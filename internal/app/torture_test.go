package app_test

import (
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
	"tusou/internal/sandbox/platform"
)

// The torture of the ordinary run; TUSOU_TEST_TORTURE=kills,messages sets
// another, such as 200,500.
const (
	tortureKills    = 12
	tortureMessages = 40
)

// tortureSize gives the size of a torture: what is usual, unless the environment
// says other.
func tortureSize(t testing.TB, variable string, usualKills, usualMessages int) (kills, messages int) {
	t.Helper()
	kills, messages = usualKills, usualMessages
	if size := os.Getenv(variable); size != "" {
		n, err := fmt.Sscanf(size, "%d,%d", &kills, &messages)
		require.NoError(t, err, "%s is kills,messages", variable)
		require.Equal(t, 2, n)
	}
	return kills, messages
}

// answers counts how messages were answered.
type answers struct {
	results, missing, doubled, stuck int
	failures                         []string // messages answered with the error card
	waiting                          []string // messages without a finished answer
}

// count looks at the answers to messages that hold one picture each.
func (w *world) count(ids []string) answers {
	replies := make(map[string][]platform.Message)
	for _, m := range w.platform.Messages("") {
		if m.FromBot {
			replies[m.Parent] = append(replies[m.Parent], m)
		}
	}
	var a answers
	for _, id := range ids {
		switch cards := replies[id]; len(cards) {
		case 0:
			a.missing++
			a.waiting = append(a.waiting, id)
		case 1:
			card := readCard(w.t, cards[0])
			switch {
			case card.isResult() && !card.contains("加载中"):
				a.results++
			case slices.Contains(card.buttons, "重试"):
				a.failures = append(a.failures, id)
			default:
				a.stuck++
				a.waiting = append(a.waiting, id)
			}
		default:
			a.doubled++
		}
	}
	return a
}

// kill ends a process as a power failure would.
func kill(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // says that it was killed
}

// TestNoMessageIsLostOrAnsweredTwiceWhenTheProcessIsKilledAtRandom kills the
// program again and again while messages come in, while it starts too, and
// wants one finished answer to each message in the end. Answers of the
// platform get lost besides, so that a reply may be there without anybody
// knowing it.
func TestNoMessageIsLostOrAnsweredTwiceWhenTheProcessIsKilledAtRandom(t *testing.T) {
	kills, messages := tortureSize(t, "TUSOU_TEST_TORTURE", tortureKills, tortureMessages)
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	started := time.Now()
	w := newWorld(t)
	var chats []platform.Chat
	for n := range 10 {
		chats = append(chats, w.platform.DirectChat(w.platform.NewUser(fmt.Sprint("采购", n))))
	}
	samples := w.gateway.Samples()
	var ids []string
	send := func() {
		o := platform.Outgoing{Chat: chats[len(ids)%len(chats)], Images: [][]byte{samples[random.IntN(len(samples))].JPEG()}}
		if random.IntN(3) > 0 {
			o.Text = "刷新" // asks the gateway although the answer is known
		}
		ids = append(ids, w.post(o))
	}
	for n := range kills {
		w.gateway.SetLatency(time.Duration(random.IntN(500)) * time.Millisecond)
		for _, api := range []string{platform.APIReply, platform.APIPatch} {
			if random.IntN(3) == 0 {
				w.platform.Inject(platform.Fault{API: api, LoseAnswer: true})
			}
		}
		process := w.launch()
		if n%5 != 4 { // every fifth is killed while it starts
			w.eventually("the process is ready", w.ready)
		}
		share := messages*(n+1)/kills - len(ids)
		moment := time.Duration(random.IntN(1500)) * time.Millisecond
		for i := range share {
			if i > 0 && random.IntN(2) == 0 {
				time.Sleep(moment / time.Duration(share))
			}
			send()
		}
		time.Sleep(moment)
		kill(t, process)
	}
	w.platform.ClearFaults()
	w.gateway.SetLatency(0)
	last := w.launch()
	w.eventually("the process is ready", w.ready)
	now := w.lastAnswers(ids)
	terminate(t, last)
	t.Logf("%d kills, %d messages in %v: %d results, %d error cards %v, %d doubled, %d stuck, %d missing; %d deliveries, jobs %v (seed %d)",
		kills, messages, time.Since(started).Round(time.Second), now.results, len(now.failures), w.problems(), now.doubled, now.stuck, now.missing,
		len(w.platform.Deliveries()), w.jobs(), seed)
	w.assertAllAnswered(ids)
}

// lastAnswers waits until every message has its answer, or no delivery is to come
// any more that could give it one, and gives what became of them.
func (w *world) lastAnswers(ids []string) (now answers) {
	// The fourth delivery comes 36 s after the third, the fifth 216 s later.
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if now = w.count(ids); now.results+len(now.failures)+now.doubled == len(ids) {
			break
		}
	}
	return now
}

// assertAllAnswered wants one finished answer to each message, after the program
// has ended.
func (w *world) assertAllAnswered(ids []string) {
	w.t.Helper()
	now := w.count(ids)
	for _, id := range now.waiting {
		for _, m := range w.repliesTo(id) {
			w.t.Log("not finished:", id, readCard(w.t, m).texts)
		}
	}
	assert.Equal(w.t, len(ids), now.results+len(now.failures), "messages with one finished answer")
	assert.Zero(w.t, now.doubled, "messages answered twice")
	assert.Zero(w.t, now.stuck, "answers still in progress")
	assert.Zero(w.t, now.missing, "messages without an answer")
	// How many pictures meet the process's death three times is for the machine's
	// speed to decide; no others may end in an error card.
	assert.Subset(w.t, w.diedThrice(), now.failures, "error cards")
	assert.Equal(w.t, []string{"completed"}, slices.Sorted(maps.Keys(w.jobs())), "no job is left")
}

// TestASearchThatEndsAfterThreeDeathsLeavesNoPictureLoading is for the process
// that dies while the result's pictures are on their way.
func TestASearchThatEndsAfterThreeDeathsLeavesNoPictureLoading(t *testing.T) {
	w := newWorld(t)
	w.gateway.Inject(gateway.Fault{Endpoint: gateway.EndpointPicture, Delay: 5 * time.Second})
	process := w.startProcess()
	id := w.sendPicture(w.gateway.Samples()[0].JPEG())
	card := w.reply(id, "加载中")
	kill(t, process)
	w.deaths(3)
	w.start()
	assert.Equal(t, card.message.ID, w.result(id).message.ID)
}

func TestTheThirdDeathOnAPictureLeavesTheErrorCard(t *testing.T) {
	w := newWorld(t)
	w.gateway.SetLatency(5 * time.Second)
	process := w.startProcess()
	id := w.sendPicture(w.gateway.Samples()[0].JPEG())
	w.eventually("a progress card", func() bool { return len(w.repliesTo(id)) == 1 })
	kill(t, process)
	w.deaths(3)
	w.start()
	assert.Contains(t, w.reply(id, "出了点问题").buttons, "重试")
}

// deaths makes the running search of the dead program's one that died so
// often.
func (w *world) deaths(n int) {
	w.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.settings["TUSOU_DATA_DIR"], "tusou.db"))
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, db.Close()) }()
	res, err := db.Exec(`UPDATE river_job SET attempt = $1 WHERE state = 'running'`, n)
	require.NoError(w.t, err)
	changed, err := res.RowsAffected()
	require.NoError(w.t, err)
	require.EqualValues(w.t, 1, changed)
}

// launch runs the program as a process of its own without waiting for it.
func (w *world) launch() *exec.Cmd {
	w.t.Helper()
	self, err := os.Executable()
	require.NoError(w.t, err)
	cmd := exec.Command(self) //nolint:gosec // this test binary
	cmd.Env = append(append(os.Environ(), w.environ()...), asProcess+"=1")
	cmd.Stderr = w.log
	require.NoError(w.t, cmd.Start())
	return cmd
}

// diedThrice gives the messages whose picture met the third death of the
// process.
func (w *world) diedThrice() []string {
	var ids []string
	for _, found := range regexp.MustCompile(`msg="search failed" message=(\w+) .*ended with the process`).FindAllStringSubmatch(w.log.String(), -1) {
		ids = append(ids, found[1])
	}
	return ids
}

// problems counts the searches that failed by what people were told.
func (w *world) problems() map[string]int {
	problems := make(map[string]int)
	for _, found := range regexp.MustCompile(`msg="search failed".* problem=(\w+)`).FindAllStringSubmatch(w.log.String(), -1) {
		problems[found[1]]++
	}
	return problems
}

// jobs counts the program's jobs by state.
func (w *world) jobs() map[string]int {
	w.t.Helper()
	driver, address := "sqlite", w.databaseFile()
	if shared := w.settings["TUSOU_DATABASE_URL"]; shared != "" {
		driver, address = "pgx", shared
	}
	db, err := sql.Open(driver, address)
	require.NoError(w.t, err)
	defer func() { require.NoError(w.t, db.Close()) }()
	rows, err := db.Query(`SELECT state, count(*) FROM river_job GROUP BY state`)
	require.NoError(w.t, err)
	defer func() { _ = rows.Close() }()
	states := make(map[string]int)
	for rows.Next() {
		var state string
		var n int
		require.NoError(w.t, rows.Scan(&state, &n))
		states[state] = n
	}
	require.NoError(w.t, rows.Err())
	return states
}
