import {fuzz} from './fuzz.js';
import {recorderParsers} from './parsers/recorder.js';

fuzz('recorder', recorderParsers);
