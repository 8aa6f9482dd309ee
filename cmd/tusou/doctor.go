package main

import (
	"context"
	"fmt"

	"tusou/internal/config"
	"tusou/internal/doctor"
	"tusou/internal/lang"
	"tusou/internal/terminal"
)

// examine prints what the doctor finds, a line a check.
func examine(ctx context.Context, io streams, args []string) error {
	texts := textsOf(io.environ)
	set, envFile := flags(io, "doctor")
	set.Usage = func() { _, _ = fmt.Fprint(io.out, terminal.Usage(texts.Doctor.Usage)) }
	if err := parse(set, args); err != nil {
		return err
	}
	cfg, err := config.Load(io.environ, *envFile, config.NeedDoctor)
	if err != nil {
		return err
	}
	if texts, err = lang.For(cfg.Lang.Code); err != nil {
		return err
	}
	t := texts.Doctor
	widest := 0
	for _, check := range lang.AllChecks() {
		widest = max(widest, terminal.Width(t.Names[check]))
	}
	faults, unknown := 0, 0
	err = doctor.Examine(ctx, cfg, doctor.Deps{Log: quietLogger(io.err, cfg)}, func(f doctor.Finding) {
		_, _ = fmt.Fprintf(io.out, "%s %s  %s\n", f.Mark, terminal.Pad(t.Names[f.Check], widest), f.Found)
		switch f.Mark {
		case doctor.Wrong:
			faults++
			_, _ = fmt.Fprintf(io.out, "    %s\n", t.Mend.With(f.Mend))
		case doctor.Unknown:
			unknown++
		}
	})
	if err != nil {
		return err
	}
	switch {
	case faults > 0:
		_, _ = fmt.Fprintln(io.out, "\n"+t.Faults.With(faults))
		return errTold
	case unknown > 0:
		_, _ = fmt.Fprintln(io.out, "\n"+t.NoFault.With(unknown))
	default:
		_, _ = fmt.Fprintln(io.out, "\n"+t.AllGood)
	}
	return nil
}
