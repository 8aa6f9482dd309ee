// Package config reads the settings of the program from the environment and
// from an optional env file, which the environment overrides.
//
// The parts:
//
//   - config.go: Config, one struct a section, with names and defaults as tags;
//   - values.go: the forms of values that need their own reading (5/s, 64MiB,
//     lists, networks, label=key);
//   - load.go: Load, which command needs which sections, and the list of
//     mistakes;
//   - check.go: what each section demands of its values.
//
// A command is stopped only by mistakes in the sections that it uses, and by
// all of them at once. What must not change: each mistake is one line that
// names its variable, and no mistake, warning or error ever holds a value,
// for any value may be a secret that was put into the wrong variable.
package config
