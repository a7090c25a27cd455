import {fuzz} from './fuzz.js';
import {reportParsers} from './parsers/reports.js';

fuzz('reports', reportParsers);
