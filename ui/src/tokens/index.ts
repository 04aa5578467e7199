// The look of the window: values, fonts, element rules, shared classes. Raw colours exist only in assets/design-tokens.json.

import 'virtual:design-tokens.css';
import './fonts.css';
import './base.css';
import './components.css';
