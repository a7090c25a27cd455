import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);
/** Mount points of tracefs: the older one is below debugfs. */
export const tracefsRoots = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];

/** The root of a mounted tracefs; mounts it if necessary. `null` without root or tracing support in the kernel. */
export async function mountedTracefs(): Promise<string | null> {
	const mounted = (): string | undefined => tracefsRoots.find(root => existsSync(join(root, 'instances')));
	const there = mounted();
	if (there !== undefined) return there;
	if (process.getuid?.() !== 0 || !existsSync('/sys/kernel/tracing')) return null;
	const done = await run('mount', ['-t', 'tracefs', 'none', '/sys/kernel/tracing'], {timeout: 5000}).then(
		() => true,
		() => false,
	);
	return done ? (mounted() ?? null) : null;
}
