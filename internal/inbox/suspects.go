package inbox

import "fmt"

// suspects is the queue of jobs that were under way when the process died, and
// would be given up if that happened once more. Each process has one worker for
// them: what kills it again is then one of them at most, and not everything that
// happened to run beside it.
const suspects = "suspects"

// resumed makes jobs of a dead process run again; a WHERE clause follows it.
func resumed() string {
	return fmt.Sprintf(`UPDATE river_job SET state = 'available', queue = CASE WHEN attempt >= %d THEN '%s' ELSE queue END`,
		attempts-1, suspects)
}
