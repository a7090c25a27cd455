import type {ClientRequest} from 'node:http';
import {type SafeText, trusted} from '../text/safe-text.js';

/**
 * Calls `act` when a request ends without `response` and without `error`, which would leave its caller waiting for ever: the server switches to
 * another protocol, or the connection is closed. A call after the answer is harmless: a promise settles once.
 *
 * @source Node's lib/_http_client.js: without a listener for `upgrade` the connection is destroyed, and only `close` is emitted
 */
export function whenUnanswered(request: ClientRequest, act: (why: SafeText) => void): void {
	request.once('upgrade', (_, socket) => {
		socket.destroy();
		act(trusted('it switches to another protocol (HTTP 101)'));
	});
	request.once('close', () => act(trusted('the connection was closed before an answer came')));
}
