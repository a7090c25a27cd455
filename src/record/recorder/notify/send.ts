import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {hasCode, type Severity} from '../../../base/index.js';
import {isVariable, type NotifyTarget, problemOfUrl} from '../../../judge/index.js';
import {type Message, messageJson, plainText} from './message.js';

/** Milliseconds for one message. */
const patience = 15_000;
/** Where mail servers put it. @source hier(7) */
const sendmail = '/usr/sbin/sendmail';

export type SendContext = {
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** Sends a request through the proxy that the environment names; resolves with the status. */
	readonly post: (url: string, body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<number>;
};

/** Sends a message. @throws Error when it was not taken, with a reason that shows no secret */
export async function sendTo({how}: NotifyTarget, message: Message, context: SendContext, stopped: AbortSignal): Promise<void> {
	const ending = new AbortController();
	const stop = (): void => ending.abort();
	const timer = setTimeout(stop, patience);
	stopped.addEventListener('abort', stop, {once: true});
	const {signal} = ending;
	try {
		switch (how.kind) {
			case 'program':
				return await run(how.argv, `${JSON.stringify(messageJson(message))}\n`, context, signal);
			case 'mail':
				return await run([sendmail, '-i', '--', how.to], mailOf(how.to, message), context, signal);
			case 'webhook':
				return await post(urlOf(how.url, 'webhook', context), JSON.stringify(messageJson(message)), context, signal);
			case 'ntfy': {
				const url = new URL(urlOf(how.url, 'ntfy', context));
				return await post(new URL(url.pathname.replace(/[^/]*$/, ''), url).href, ntfyOf(url, message), context, signal);
			}
		}
	} catch (error) {
		if (signal.aborted) throw new Error(stopped.aborted ? 'it was ended' : `no answer within ${patience / 1000} seconds`);
		throw error;
	} finally {
		clearTimeout(timer);
		stopped.removeEventListener('abort', stop);
	}
}

function urlOf(given: string, kind: 'webhook' | 'ntfy', {variables}: SendContext): string {
	if (!isVariable(given)) return given;
	const url = variables[given.slice(1)] ?? '';
	const problem = url === '' ? 'is not set' : problemOfUrl(url, kind);
	if (problem !== null) throw new Error(`the variable ${given} ${problem}`);
	return url;
}

async function post(url: string, body: string, context: SendContext, signal: AbortSignal): Promise<void> {
	const status = await context.post(url, body, {'content-type': 'application/json'}, signal);
	if (status >= 300 && status < 400) throw new Error(`it answered with status ${status}: redirects are not followed`);
	if (status < 200 || status > 299) throw new Error(`it answered with status ${status}`);
}

/** @source docs.ntfy.sh/publish, "Publish as JSON": sent to the address of the server */
const priorityOf: Readonly<Record<Severity, number>> = {critical: 5, high: 4, medium: 3, low: 2, info: 1};
const ntfyOf = (url: URL, message: Message): string =>
	JSON.stringify({
		topic: url.pathname.slice(url.pathname.lastIndexOf('/') + 1),
		title: message.title,
		// Longer ones become attachments.
		message: Buffer.from(plainText(message)).subarray(0, 4000).toString('utf8'),
		priority: priorityOf[message.severity],
	});

/** Base64, so that no text can become a header. @source RFC 5322, RFC 2047, RFC 2045 */
function mailOf(to: string, message: Message): string {
	const encoded = (text: string): string => Buffer.from(text).toString('base64');
	const words = message.title.match(/.{1,40}/gsu) ?? [];
	return [
		`To: ${to}`,
		`Subject: ${words.map(word => `=?utf-8?B?${encoded(word)}?=`).join('\r\n ')}`,
		'MIME-Version: 1.0',
		'Content-Type: text/plain; charset=utf-8',
		'Content-Transfer-Encoding: base64',
		'Auto-Submitted: auto-generated',
		'',
		...(encoded(`${plainText(message)}\n`).match(/.{1,76}/g) ?? []),
		'',
	].join('\r\n');
}

async function run(
	[program, ...args]: readonly [string, ...string[]],
	input: string,
	{variables}: SendContext,
	signal: AbortSignal,
): Promise<void> {
	const {PATH, HOME, LANG, TZ} = variables;
	const child = spawn(program, args, {
		env: {PATH, HOME, LANG, TZ},
		stdio: ['pipe', 'ignore', 'ignore'],
		signal,
		killSignal: 'SIGKILL',
	});
	// One that does not read its input is judged by its exit status.
	child.stdin.on('error', () => undefined);
	child.stdin.end(input);
	const [status, killed] = await once(child, 'close').catch((error: unknown) => {
		// Without the cause, in whose words it would be reported.
		throw hasCode(error, 'ENOENT') ? new Error(`there is no ${program} on this host`) : error;
	});
	if (status !== 0) throw new Error(status === null ? `it was ended by ${killed}` : `it ended with status ${status}`);
}
