import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';

/** Imports `bench:1`, an image of only a busybox. */
export function importBusybox({directory, socket}) {
	const root = join(directory, 'image');
	mkdirSync(join(root, 'bin'), {recursive: true});
	cpSync('/bin/busybox', join(root, 'bin/busybox'));
	for (const applet of ['sh', 'sleep']) cpSync('/bin/busybox', join(root, 'bin', applet));
	const tar = execFileSync('tar', ['-C', root, '-c', '.'], {maxBuffer: 1 << 28});
	execFileSync('docker', ['-H', `unix://${socket}`, 'import', '-', 'bench:1'], {
		input: tar,
		stdio: ['pipe', 'ignore', 'inherit'],
	});
	rmSync(root, {recursive: true});
}
