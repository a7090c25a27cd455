import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import {canMount, runWithOwnMounts} from '../support/mount-namespace.js';
import {program} from '../support/run-cli.js';

it.skipIf(!canMount())('keeps the last report intact when the disk is full, and leaves no other file', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'dockscope-full-disk-'));
	onTestFinished(() => rm(folder, {recursive: true, force: true}));
	const script = `
		mount -t tmpfs -o size=64k none "$1"; cd "$1"; echo 'the last report' > kept
		for file in kept begun; do "$2" "$3" audit --demo --format json --output $file 2>&1 || echo "status $?"; done
		ls -A; cat kept`;
	const said = await runWithOwnMounts(script, folder, process.execPath, program);
	const trouble = (file: string) =>
		`dockscope: cannot write ${file}: no space left on the disk. Give --output a writable path.\nstatus 2\n`;
	expect(`${said.trimEnd()}\n`).toBe(`${trouble('kept')}${trouble('begun')}kept\nthe last report\n`);
});
