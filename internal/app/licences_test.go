package app_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// licencesOf recognises the licences that a module comes with.
func licencesOf(t testing.TB, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	var text string
	for _, f := range files {
		switch strings.ToLower(strings.TrimSuffix(f.Name(), filepath.Ext(f.Name()))) {
		case "license", "licence", "copying":
			data, err := os.ReadFile(filepath.Join(dir, f.Name()))
			require.NoError(t, err)
			text += strings.Join(strings.Fields(string(data)), " ")
		}
	}
	var names []string
	for _, known := range []struct{ name, words, also string }{
		{"Apache-2.0", "Apache License", "Version 2.0"},
		{"BSD-3-Clause", "Redistribution and use in source and binary forms", "may be used to endorse or promote products"},
		{"BSD-2-Clause", "Redistribution and use in source and binary forms", ""},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose", ""},
		{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy", ""},
		{"MPL-2.0", "Mozilla Public License", "ersion 2.0"},
	} {
		if strings.Contains(text, known.words) && strings.Contains(text, known.also) && (known.name != "BSD-2-Clause" || !slices.Contains(names, "BSD-3-Clause")) {
			names = append(names, known.name)
		}
	}
	if len(names) == 0 {
		return "unknown"
	}
	return strings.Join(names, ", ")
}

// TestEveryModuleInTheProgramIsListedWithItsLicence compares the list that is
// handed on with the program to what it is built from.
func TestEveryModuleInTheProgramIsListedWithItsLicence(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}`, "./cmd/tusou")
	cmd.Dir = projectRoot(t)
	out, err := cmd.Output()
	require.NoError(t, err)
	want := make(map[string]bool)
	for _, line := range strings.Fields(strings.ReplaceAll(string(out), " ", "\x00")) {
		path, dir, _ := strings.Cut(line, "\x00")
		want[fmt.Sprintf("| `%s` | %s |", path, licencesOf(t, dir))] = true
	}
	require.NotEmpty(t, want)
	list, err := os.ReadFile(filepath.Join(projectRoot(t), "deploy", "LICENCES.md"))
	require.NoError(t, err)
	listed := make(map[string]bool)
	for line := range strings.Lines(string(list)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "| `") {
			listed[line] = true
		}
	}
	for line := range want {
		assert.True(t, listed[line], "deploy/LICENCES.md lacks: %s", line)
		assert.NotContains(t, line, "unknown")
	}
	for line := range listed {
		assert.True(t, want[line], "deploy/LICENCES.md lists what is not in the program: %s", line)
	}
}
