import {request} from 'node:http';

/** Asks an engine over its socket, where starting a command for it would take longer than the answer. Throws on any status but 2xx. */
export function engineRequest(socketPath: string, method: 'GET' | 'DELETE', path: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const asked = request({socketPath, method, path, agent: false, timeout: 60_000}, response => {
			let body = '';
			response.setEncoding('utf8').on('data', (part: string) => {
				body += part;
			});
			response.once('end', () => {
				const {statusCode = 0} = response;
				if (statusCode >= 200 && statusCode < 300) resolve(body);
				else reject(new Error(`${method} ${path}: HTTP ${statusCode} ${body.trim()}`));
			});
		});
		asked.once('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer`)));
		asked.once('error', reject);
		asked.end();
	});
}

/** Removes a container, running or not, with its anonymous volumes. */
export async function removeContainer(socketPath: string, name: string): Promise<void> {
	await engineRequest(socketPath, 'DELETE', `/containers/${encodeURIComponent(name)}?force=1&v=1`);
}
