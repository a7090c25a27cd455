import {sanitise} from '../../../../base/index.js';
import {type HttpAnswer, type HttpClient, httpClient} from '../../client/http.js';
import type {ExerciseTarget, WriteAttempt} from '../step.js';
import {writeEtcd} from './etcd.js';
import {findFile} from './find-file.js';
import {ownerOfUpload, uploadedFile} from './uploaded-file.js';

const {name: fileName, content} = uploadedFile;

/**
 * Uploads a file: by PUT where the server allows it (or does not say), else with the form of its first page that takes a file.
 * @source RFC 9110, 9.3.4 and 10.2.1; RFC 4918, 9.7; RFC 7578
 */
export async function writeHttp(target: ExerciseTarget): Promise<WriteAttempt> {
	const client = httpClient(target);
	try {
		const etcd = await writeEtcd(target, client);
		if (etcd !== null) return etcd;
		const options = await client.send({method: 'OPTIONS', path: '/'});
		const allowed = methodsOf(options);
		const tried: string[] = [];
		if (allowed === null || allowed.has('PUT')) {
			const path = `/${fileName}`;
			const put = await client.send({method: 'PUT', path, headers: {'Content-Type': 'text/plain'}, body: content});
			if (put !== null && isDone(put)) return uploaded(target, `PUT ${path}`, put, true);
			tried.push(`PUT → ${put?.status ?? 'no answer'}`);
		}
		const form = await uploadForm(client);
		if (form !== null) {
			const sent = await client.send({method: 'POST', path: form.action, ...multipart(form.field)});
			// Usually it then redirects to its page; a redirect to a login has taken no file.
			if (sent !== null && (isDone(sent) || (sent.status < 400 && findFile(target.pid, fileName) !== null)))
				return uploaded(target, `POST ${form.action} with a file`, sent, true);
			tried.push(`POST of its form → ${sent?.status ?? 'no answer'}`);
		}
		if (allowed?.has('POST') === true) {
			const body = 'dockscope=rehearsal';
			const type = 'application/x-www-form-urlencoded';
			const posted = await client.send({method: 'POST', path: '/', headers: {'Content-Type': type}, body});
			if (posted !== null && isDone(posted)) return uploaded(target, 'POST /', posted, false);
			tried.push(`POST / → ${posted?.status ?? 'no answer'}`);
		}
		return {not: tried.length === 0 ? 'it allows none' : tried.join(', ')};
	} finally {
		client.close();
	}
}

const isDone = ({status}: HttpAnswer): boolean => status >= 200 && status < 300;

/** Methods of `Allow`, and PUT for a DAV server, which does not allow it for the folder itself; `null` when it names none. */
function methodsOf(options: HttpAnswer | null): ReadonlySet<string> | null {
	const allow = options?.headers.allow ?? options?.headers['access-control-allow-methods'];
	const isDav = options?.headers['dav'] !== undefined;
	if (allow === undefined && !isDav) return null;
	return new Set([...(allow ?? '').toUpperCase().split(/[\s,]+/), ...(isDav ? ['PUT'] : [])]);
}

/** @param isFile  it was sent the file, not just a form */
function uploaded(target: ExerciseTarget, what: string, {status}: HttpAnswer, isFile: boolean): WriteAttempt {
	const {name} = target;
	const {detail, words} = isFile ? ownerOfUpload(target) : {detail: null, words: ''};
	return {
		step: {
			name: `${name} upload`,
			// The second time it exists: 204 in place of 201.
			outcome: `${what} ${Math.floor(status / 100)}xx`,
			detail,
			says: sanitise(`${name} ${what} → ${status}${words}`),
			serves: [name],
		},
	};
}

type Form = {readonly action: string; readonly field: string};

/** The form of the first page that has a field for a file. @source HTML, 4.10 */
async function uploadForm(client: HttpClient): Promise<Form | null> {
	const page = await client.send({method: 'GET', path: '/'});
	if (page === null || !/html/i.test(page.headers['content-type'] ?? '')) return null;
	for (const form of page.body.split(/<form\b/i).slice(1, 20)) {
		const [head = '', ...rest] = form.slice(0, 20_000).split('>');
		const input = rest
			.join('>')
			.split(/<input\b/i)
			.slice(1, 50)
			.find(one => attribute(one, 'type')?.toLowerCase() === 'file');
		const field = input === undefined ? null : attribute(input, 'name');
		if (attribute(head, 'method')?.toLowerCase() !== 'post' || !field) continue;
		const action = attribute(head, 'action') || '/';
		if (!URL.canParse(action, 'http://localhost/')) continue;
		const to = new URL(action, 'http://localhost/');
		if (to.hostname === 'localhost') return {action: `${to.pathname}${to.search}`, field};
	}
	return null;
}

const attribute = (tag: string, name: string): string | null => {
	const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]{0,300})"|'([^']{0,300})'|([^\\s>"']{1,300}))`, 'i').exec(
		tag.split('>')[0] ?? '',
	);
	return match === null ? null : (match[1] ?? match[2] ?? match[3] ?? '');
};

const boundary = 'dockscope-rehearsal-boundary';

function multipart(field: string): {headers: Record<string, string>; body: string} {
	const name = field.replaceAll(/["\r\n]/g, '');
	return {
		headers: {'Content-Type': `multipart/form-data; boundary=${boundary}`},
		body: [
			`--${boundary}`,
			`Content-Disposition: form-data; name="${name}"; filename="${fileName}"`,
			'Content-Type: text/plain',
			'',
			content,
			`--${boundary}--`,
			'',
		].join('\r\n'),
	};
}
