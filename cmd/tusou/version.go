package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version and commit are set by the linker where a release is built.
var version, commit string

const sdkModule = "github.com/larksuite/oapi-sdk-go/v3"

// printVersion prints what this program was built from.
func printVersion(_ context.Context, io streams, args []string) error {
	set, _ := flags(io, "version")
	if err := parse(set, args); err != nil {
		return err
	}
	name, from, sdk := version, commit, "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		if name == "" {
			name = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && from == "" {
				from = s.Value
			}
		}
		for _, dep := range info.Deps {
			if dep.Path == sdkModule {
				sdk = dep.Version
			}
		}
	}
	_, err := fmt.Fprintf(io.out, "tusou %s\ncommit %s\ngo %s\nlark sdk %s\n", name, cmp.Or(from, "unknown"), runtime.Version(), sdk)
	return err
}
