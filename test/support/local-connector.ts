import {connect} from 'node:net';
import type {Connector} from '../../src/fix/rehearsal/client/connector.js';

/** To servers of a test, where a rehearsal would connect to a twin. */
export const localConnector: Connector = {
	connect: port =>
		new Promise((resolve, reject) => {
			const socket = connect(port, '127.0.0.1', () => resolve(socket));
			socket.once('error', reject);
		}),
	close: () => undefined,
};
