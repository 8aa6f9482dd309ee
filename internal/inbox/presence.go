package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// presenceLock is the first key of the advisory locks that say who lives;
	// the second is the process's own.
	presenceLock = 0x7475736f // "tuso"
	// lookAround is the time between two looks for dead processes. One that is
	// missing at two of them is dead.
	lookAround   = 3 * time.Second
	lookDeadline = 2 * time.Second
	ownerPrefix  = "tusou-"
)

// newOwner names this process in River's table.
func newOwner() (id string, key int32) {
	key = 1 + rand.Int32N(1<<31-1)
	return fmt.Sprint(ownerPrefix, key), key
}

// presence tells the processes on one PostgreSQL apart into living and dead.
// Each holds an advisory lock on a connection of its own; the server releases
// it when the connection ends, which is at once when the process is killed and
// after some 20 s of missed keepalives when its machine is. Jobs that a process
// had under way then run again at once, not only after their time limit.
//
// A living process whose connection broke has one to two looks to announce
// itself again. Should it miss them, a job of it is executed twice at the same
// time; jobs bear that, because what they do bears being done again.
type presence struct {
	pool *pgxpool.Pool
	key  int32
	log  *slog.Logger
	conn *pgx.Conn
}

// announce takes the lock.
func (p *presence) announce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookDeadline)
	defer cancel()
	pooled, err := p.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("announce process: %w", err)
	}
	conn := pooled.Hijack()
	// The server's probes of a connection that has gone silent: its own would
	// begin after two hours.
	_, err = conn.Exec(ctx, `SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3`)
	if err == nil {
		_, err = conn.Exec(ctx, `SELECT pg_advisory_lock($1::int4, $2::int4)`, presenceLock, p.key)
	}
	if err != nil {
		_ = conn.Close(ctx) // its failure is the one to tell
		return fmt.Errorf("announce process: %w", err)
	}
	p.conn = conn
	return nil
}

// leave gives the lock back.
func (p *presence) leave() {
	if p.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookDeadline)
	defer cancel()
	_ = p.conn.Close(ctx) // the server sees the end of the connection in any case
	p.conn = nil
}

// run keeps the lock and resumes the jobs of the dead until ctx ends.
func (p *presence) run(ctx context.Context) {
	defer p.leave()
	tick := time.NewTicker(lookAround)
	defer tick.Stop()
	var missing []string
	for {
		var err error
		if missing, err = p.look(ctx, missing); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "other processes cannot be seen", "err", err)
			p.leave()
			if err := p.announce(ctx); err != nil && ctx.Err() == nil {
				p.log.WarnContext(ctx, "this process cannot be seen by others", "err", err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// missingOwners are the owners of running jobs that hold no lock. It finds
// none unless this very connection holds this process's lock: behind a
// connection pool that shares connections locks say nothing.
const missingOwners = `WITH present AS (
		SELECT objid::text AS key, pid FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND classid::bigint = $1 AND objsubid = 2
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
	), owners AS (
		SELECT DISTINCT attempted_by[array_length(attempted_by, 1)] AS owner FROM river_job WHERE state = 'running'
	)
	SELECT owner FROM owners
	WHERE owner LIKE '` + ownerPrefix + `%'
		AND NOT EXISTS (SELECT 1 FROM present WHERE '` + ownerPrefix + `' || key = owner)
		AND EXISTS (SELECT 1 FROM present WHERE key = $2 AND pid = pg_backend_pid())`

// look resumes the jobs of owners that were missing before and still are, and
// gives those that are missing now.
func (p *presence) look(ctx context.Context, before []string) (missing []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookDeadline)
	defer cancel()
	if p.conn == nil {
		return nil, errors.New("look for processes: not announced")
	}
	rows, err := p.conn.Query(ctx, missingOwners, int64(presenceLock), fmt.Sprint(p.key))
	if err != nil {
		return nil, fmt.Errorf("look for processes: %w", err)
	}
	missing, err = pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look for processes: %w", err)
	}
	var dead []string
	for _, owner := range missing {
		if slices.Contains(before, owner) {
			dead = append(dead, owner)
		}
	}
	if len(dead) == 0 {
		return missing, nil
	}
	done, err := p.conn.Exec(ctx, resumed()+`
		WHERE state = 'running' AND attempted_by[array_length(attempted_by, 1)] = ANY($1)`, dead)
	if err != nil {
		return nil, fmt.Errorf("resume jobs of dead processes: %w", err)
	}
	p.log.InfoContext(ctx, "resuming jobs of processes that died", "processes", len(dead), "jobs", done.RowsAffected())
	return missing, nil
}
