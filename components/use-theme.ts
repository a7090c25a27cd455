import {createContext, useContext} from 'react';
import type {Theme} from './theme.js';

export const ThemeContext = createContext<Theme>({color: true});

export const useTheme = (): Theme => useContext(ThemeContext);
