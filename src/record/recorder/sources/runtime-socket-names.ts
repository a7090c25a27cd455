import {canonical, type ListeningFile, type SafeText, sanitise, type TracedTasks} from '../../../base/index.js';

/** Sockets of others that are remembered, and milliseconds for which they are: a runtime may be started later. */
const MAX_OTHERS = 1_000;
const remembered = 60_000;

export type RuntimeSocketNames = Awaited<ReturnType<typeof runtimeSocketNames>>;

/**
 * The sockets of the container runtimes of this host by the identity of their files, so that no other name, link or mount hides one.
 *
 * @param socketPath  of the engine; `null` when it is not reached through one
 */
export async function runtimeSocketNames(host: Pick<TracedTasks, 'runtimeSocketsOf'>, socketPath: string | null) {
	let runtime: readonly ListeningFile[] = [];
	const others = new Set<string>();
	let since = 0;

	const find = (identity: string): SafeText | null => {
		const found = runtime.find(one => one.identity === identity);
		return found === undefined ? null : sanitise(found.names[0] ?? socketPath ?? identity);
	};
	const search = async (): Promise<void> => {
		const found = await host.runtimeSocketsOf(socketPath);
		if (found.known) runtime = found.value;
	};
	await search();

	return {
		/** Its name on the host; `null` when it is no runtime's, `undefined` when that is not known yet. */
		of(identity: string): SafeText | null | undefined {
			const now = performance.now();
			if (now - since > remembered) {
				others.clear();
				since = now;
			}
			return find(identity) ?? (others.has(identity) ? null : undefined);
		},
		/** The name of the socket that is bound under a path of the host; `null` when it is no runtime's. */
		at: (path: string): SafeText | null => {
			const found = runtime.find(({names}) => names.some(name => canonical(name) === canonical(path)));
			return found === undefined ? null : sanitise(found.names[0] ?? path);
		},
		/** Searches again. Those that are no runtime's are remembered. */
		async decide(identities: readonly string[]): Promise<void> {
			await search();
			for (const identity of identities) if (others.size < MAX_OTHERS && find(identity) === null) others.add(identity);
		},
	};
}
