import {trusted} from '../../base/index.js';

/** What a recorder may see, as its entries and `record status` name it. */
export const sees = {
	engine: trusted('engine events, grades'),
	trace: trusted('capabilities, programs'),
	host: trusted('sockets, written directories, peaks'),
} as const;
