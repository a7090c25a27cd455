import {type Bench, eventually} from './services-held-bench.js';

/** Asks until the answers came from `wanted` workers: a pid is the first word of each. */
export async function workersOf(ask: () => Promise<string>, wanted = 3): Promise<void> {
	const seen = new Set<string>();
	await eventually(`answers of ${wanted} workers`, 20, async () => {
		seen.add((await ask()).trim().split(/\s+/)[0] ?? '');
		return seen.size >= wanted;
	});
}

/** The page at a path, with status 2xx. */
export const get = (on: Bench, port: number, path = '/'): Promise<string> =>
	on.client(`curl -sS --fail --max-time 8 http://$HOST:${port}${path}`);

/** Renames the log as logrotate does, sends the signal, and wants the next line in a new file. */
export async function reopensLog(on: Bench, log: string, signal: string, ask: () => Promise<unknown>): Promise<void> {
	await on.look(`mv ${log} ${log}.$MARK`);
	await on.signal(signal);
	await eventually(`${log} is written again after ${signal}`, 15, async () => {
		await ask().catch(() => undefined);
		return (await on.look(`test -s ${log} && echo yes || true`)).trim() === 'yes';
	});
}

/** Processes of this name, by their number inside the container. */
export async function workersNow(on: Bench, name: string): Promise<string[]> {
	const text = await on.look(
		`for f in /proc/[0-9]*; do test "$(cat $f/comm 2>/dev/null)" = ${name} && echo \${f#/proc/} || true; done`,
	);
	return text.split('\n').filter(Boolean);
}

/** A dialogue over TCP: what to wait for, then what to send; ends when all was seen. */
export const talk = (on: Bench, port: number, steps: readonly (readonly [string, string])[]): Promise<string> =>
	on.client(`cat > /tmp/talk-$MARK <<'END'
import re, socket, sys
s = socket.create_connection((${JSON.stringify(on.address)}, ${port}), 8)
s.settimeout(10)
seen = b""
for wanted, say in ${JSON.stringify(steps)}:
    while not re.search(wanted.encode(), seen, re.M):
        got = s.recv(4096)
        if not got:
            sys.exit("closed while waiting for " + wanted + " after " + repr(seen))
        # A telnet server's offers are refused: DO with WON'T, WILL with DON'T.
        for command, option in re.findall(rb"\\xff([\\xfb\\xfd])(.)", got, re.S):
            s.sendall(bytes([255, 254 if command == b"\\xfb" else 252]) + option)
        seen += got
    seen = b""
    s.sendall(say.encode())
END
python3 /tmp/talk-$MARK && rm /tmp/talk-$MARK`);

/** The dialogue of SMTP or LMTP that brings a message to alice. */
export const deliver = (greeting: string, mark: string): readonly (readonly [string, string])[] => [
	['^220 ', `${greeting} client\r\n`],
	['^250 ', 'MAIL FROM:<a@held.test>\r\n'],
	['^250 ', 'RCPT TO:<alice@held.test>\r\n'],
	['^250 ', 'DATA\r\n'],
	['^354 ', `Subject: ${mark}\r\n\r\n${mark}\r\n.\r\n`],
	['^250 ', 'QUIT\r\n'],
	['^221 ', ''],
];

/** Posts to port 8080; the status is the last line. */
export const post = (on: Bench, path: string): Promise<string> =>
	on.client(`curl -sS --max-time 20 -w '\\n%{http_code}' -X POST http://$HOST:8080/${path}`);

/** Waits until a job adds to a file, or to one that it was rotated to. */
export async function grows(on: Bench, file: string, seconds: number): Promise<void> {
	const lengthNow = async (): Promise<number> => Number(await on.look(`cat ${file}* 2>/dev/null | wc -l`));
	const first = await lengthNow();
	await eventually(`a job adds to ${file}`, seconds, async () => (await lengthNow()) > first);
}
